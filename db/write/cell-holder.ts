import type { Standing } from "../derive/standing.ts";
import type { Receipt } from "../store/bundles.ts";

/** What is stored of a cell: a result with any seed, or a speed. */
export interface CellRow {
  readonly id: string;
  readonly naturalKey: string;
  readonly holder: string | null;
  readonly standing: Standing;
}

/** The cell, or what is said to be corrected, is somebody else's. */
export class HeldByAnother extends Error {
  override readonly name = "HeldByAnother";
  readonly holder: string;
  constructor(holder: string | null) {
    super("the cell is another holder's");
    this.holder = holder ?? "this site";
  }
}

/** What is said to be corrected is not the same cell with the same seed, or is not there. */
export class NothingToCorrect extends Error {
  override readonly name = "NothingToCorrect";
}

/**
 * Whose a new measurement of a cell is. A cell belongs to whom sent what is first of it and not withdrawn; a maintainer may
 * measure it again, beside it, or correct a result of it by name, in its holder's stead.
 *
 * @param cell what is stored of it, oldest first
 * @param corrects id that the sender names; null: none
 * @returns the receipt with its holder
 * @throws HeldByAnother, NothingToCorrect
 */
export function placeInCell(
  cell: readonly CellRow[],
  naturalKey: string,
  receipt: Receipt,
  corrects: string | null,
): Receipt {
  const live = cell.filter(({ standing }) => standing !== "withdrawn");
  const named = live.find((row) => row.id === corrects && row.naturalKey === naturalKey);
  if (corrects !== null && !named) throw new NothingToCorrect();
  const owner = named ?? live[0];
  if (receipt.role === "submitter" && owner && owner.holder !== receipt.holder) {
    throw new HeldByAnother(owner.holder);
  }
  return named ? { ...receipt, holder: named.holder } : receipt;
}

/** Id of what a holder's new measurement of a natural key takes the place of: the holder's newest; null: there is none. */
export function supersededIn(
  cell: readonly CellRow[],
  naturalKey: string,
  holder: string | null,
): string | null {
  const corrected = cell.findLast(
    (row) => row.naturalKey === naturalKey && row.holder === holder && row.standing !== "withdrawn",
  );
  return corrected?.id ?? null;
}
