import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Attempt } from "../leases/lease-record.ts";
import type { SilenceWatch } from "../leases/silence.ts";
import type { GridCell } from "./grid-cell.ts";

/** "to do": nobody works on it and nothing keeps anybody from it. */
export type CellState = "to do" | "running" | "done" | "failed";

/** How a cell stands, by its newest attempt; undefined: nobody has tried. */
export function cellState(
  out: string,
  { fingerprint }: Pick<GridCell, "fingerprint">,
  attempt: Attempt | undefined,
  watch: SilenceWatch,
): CellState {
  if (attempt === undefined) return "to do";
  const end = attempt.record?.end;
  if (!end) return watch.isOver(attempt) ? "to do" : "running";
  if (end.outcome === "failed") return "failed";
  if (end.outcome !== "measured" || end.bundle === null) return "to do";
  // Of other data in the same folder, or removed by hand: to be measured.
  const isOther = fingerprint !== null && end.fingerprint !== fingerprint;
  return !isOther && existsSync(join(out, end.bundle)) ? "done" : "to do";
}
