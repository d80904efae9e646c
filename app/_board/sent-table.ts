import { createHash } from "node:crypto";
import type { BoardTable } from "./board-table.ts";
import { handTable } from "./handed-tables.ts";
import { packTable, unpackTable } from "./packed-table.ts";

/** A table as text, and what tells it from every other: the same state drawn by other code may be another. */
export function tableText(table: BoardTable): { text: string; version: string } {
  const text = JSON.stringify(packTable(table));
  return { text, version: createHash("sha256").update(text).digest("base64url").slice(0, 22) };
}

/**
 * Where a page's browser finds the table that the page was drawn from. A long board's table is thirty times its first
 * rows, so the page holds those alone and can be read while the rest is on its way.
 * @param snapshotId an older state of the results; null: today's
 */
export function sendTable(table: BoardTable, cohortId: string, snapshotId: string | null): string {
  const query = snapshotId === null ? "" : `?snapshot=${snapshotId}`;
  const { text, version } = tableText(table);
  const address = `/api/tables/${cohortId}/${version}${query}`;
  // As the browser will read it: packing rounds, and both have to draw the same.
  handTable(address, unpackTable(JSON.parse(text)));
  return address;
}
