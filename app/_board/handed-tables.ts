import type { BoardTable } from "./board-table.ts";

/** A page is drawn within moments of its hand-over; a long board's table is megabytes. */
const keptMs = 60_000;

interface Handed {
  readonly table: BoardTable;
  readonly atMs: number;
}

/**
 * Pages and the components they hand tables to are two copies of this file in the server's one process, as with the open
 * database: what passes between them lives on globalThis.
 */
const shared = globalThis as typeof globalThis & { handedTables?: Map<string, Handed> };

/** For the drawing that follows in this process. A property instead would be written into the page as well as drawn. */
export function handTable(address: string, table: BoardTable): void {
  shared.handedTables ??= new Map();
  const now = Date.now();
  for (const [old, { atMs }] of shared.handedTables) {
    if (now - atMs > keptMs) shared.handedTables.delete(old);
  }
  shared.handedTables.set(address, { table, atMs: now });
}

/** @throws where nothing was handed at the address */
export function handedTable(address: string): BoardTable {
  const handed = shared.handedTables?.get(address);
  if (!handed) throw new Error(`no table at ${address}; a page calls sendTable before it draws one`);
  return handed.table;
}
