import type { MetricId } from "#contract/tasks";
import type { BoardRow } from "#db/derive/board/board.ts";
import type { MetricColumn } from "#db/derive/board-view/columns.ts";
import { isTrained } from "#db/derive/board-view/training.ts";
import { linearTicks, paddedDomain } from "../_charts/ticks.ts";

/** A metric as an axis on which better is one way: towards its end. */
export interface ScoreAxis {
  readonly metric: MetricId;
  /** Worst and best; of baselines only where there is nothing else, so these may lie outside. */
  readonly domain: readonly [worst: number, best: number];
  readonly ticks: readonly number[];
  /** By backbone; null: no number. */
  readonly values: readonly (number | null)[];
}

/** Worst and best of the trained backbones, or with some air: an untrained one would press them together. */
export function scoreAxis(
  rows: readonly BoardRow[],
  { id, better, digits }: MetricColumn,
  ticks: number,
  ends: "tight" | "padded",
): ScoreAxis {
  // As printed: more digits would be most of what a long board sends.
  const numberOf = ({ cells }: BoardRow) => {
    const cell = cells[id];
    return cell ? Number(cell.value.toFixed(digits)) : null;
  };
  const known = (some: readonly BoardRow[]) => some.flatMap((row) => numberOf(row) ?? []);
  const trained = known(rows.filter(isTrained));
  const values = new Set(trained).size > 1 ? trained : known(rows);
  const isTight = ends === "tight" && new Set(values).size > 1;
  const [low, high] = isTight ? [Math.min(...values), Math.max(...values)] : paddedDomain(values, "linear");
  return {
    metric: id,
    domain: better === "higher" ? [low, high] : [high, low],
    ticks: linearTicks(low, high, ticks),
    values: rows.map(numberOf),
  };
}
