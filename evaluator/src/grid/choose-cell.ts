import type { CellState } from "./cell-state.ts";
import type { GridCell } from "./grid-cell.ts";

/** A cell and how it stands. */
export interface StandingCell {
  readonly cell: GridCell;
  readonly state: CellState;
}

/**
 * The cell that a worker takes next: of the backbone that it had last, whose features are cached; else of one that nobody
 * works on, so that two do not compute the same features; else any. null: nothing is to do.
 */
export function chooseCell(cells: readonly StandingCell[], last: string | null): GridCell | null {
  const open = cells.filter(({ state }) => state === "to do").map(({ cell }) => cell);
  const busy = new Set(cells.filter(({ state }) => state === "running").map(({ cell }) => cell.backboneId));
  return (
    open.find(({ backboneId }) => backboneId === last) ??
    open.find(({ backboneId }) => !busy.has(backboneId)) ??
    open[0] ??
    null
  );
}
