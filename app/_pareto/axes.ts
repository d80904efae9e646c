import type { MetricColumn } from "#db/derive/board-view/columns.ts";
import type { ChartAxis } from "../_charts/chart-point.ts";
import { linearTicks, paddedDomain, sizeAxis, tickText } from "../_charts/ticks.ts";
import { unitSigns } from "../_parts/units.ts";
import type { Candidate } from "./candidates.ts";
import type { Cost } from "./costs.ts";

export function costAxis(spent: readonly number[], cost: Cost, scale: "log" | "linear"): ChartAxis {
  return {
    // Short enough for a phone.
    label: `${cost.label} (← cheaper)`,
    name: cost.name,
    direction: "normal",
    ...sizeAxis(spent, scale, 6),
    format: cost.format,
  };
}

type Scored = Pick<Candidate, "score" | "training" | "onFront"> & Partial<Pick<Candidate, "interval">>;

/** Up is always better: the axis of a lower-is-better metric is turned round, and says so. */
export function scoreAxis(found: readonly Scored[], column: MetricColumn): ChartAxis {
  const domain = paddedDomain(
    onAxis(found).flatMap(({ score, interval }) => [score, ...(interval ?? [])]),
    "linear",
  );
  const unit = unitSigns[column.unit];
  const words = column.better === "higher" ? "higher is better" : "lower is better, axis turned round";
  return {
    label: `${column.label}${unit && `, ${unit}`} (${words})`,
    name: column.label,
    scale: "linear",
    direction: column.better === "higher" ? "normal" : "reversed",
    domain,
    ticks: linearTicks(...domain, 6),
    format: (value) => tickText(value, column.digits),
  };
}

/** What spans the axis: baselines would leave the others a strip of it, so they stand at its end where there are others. */
function onAxis(found: readonly Scored[]): readonly Scored[] {
  const trained = found.filter(({ training, onFront }) => training !== "baseline" || onFront);
  return trained.length > 1 ? trained : found;
}
