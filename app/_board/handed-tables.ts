import type { BoardTable } from "./board-table.ts";

/** More than are ever being drawn at once; the oldest go first. */
const mostHanded = 32;

/**
 * Pages and the components they hand tables to are two copies of this file in the server's one process, as with the open
 * database: what passes between them lives on globalThis.
 */
const shared = globalThis as typeof globalThis & { handedTables?: Map<string, BoardTable> };

/** For the drawing that follows in this process. A property instead would be written into the page as well as drawn. */
export function handTable(address: string, table: BoardTable): void {
  shared.handedTables ??= new Map();
  shared.handedTables.delete(address);
  shared.handedTables.set(address, table);
  for (const oldest of shared.handedTables.keys()) {
    if (shared.handedTables.size <= mostHanded) break;
    shared.handedTables.delete(oldest);
  }
}

/** @throws where nothing was handed at the address */
export function handedTable(address: string): BoardTable {
  const table = shared.handedTables?.get(address);
  if (!table) throw new Error(`no table at ${address}; a page calls sendTable before it draws one`);
  return table;
}
