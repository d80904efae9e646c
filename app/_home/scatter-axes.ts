import { held, spanShare } from "../_charts/span-share.ts";
import { sharePlace } from "./axis-places.ts";
import type { ScoreAxis } from "./score-axis.ts";

/** Score against cost: both axes, with what stands on them. */
export interface ScatterAxes extends ScoreAxis {
  readonly scale: "linear" | "log";
  readonly costDomain: readonly [number, number];
  /** By backbone; null: not known. */
  readonly costs: readonly (number | null)[];
}

/** Of the plot within its axes, in pixels. */
export const scatterHeight = 232;

/** Where a backbone stands: a share of the plot's width, pixels from its top. null: one of its numbers is not known. */
export function scatterPlace(
  { values, domain, costs, scale, costDomain }: ScatterAxes,
  index: number,
): { readonly x: number; readonly y: number } | null {
  const [cost, value] = [costs[index] ?? null, values[index] ?? null];
  if (cost === null || value === null) return null;
  const y = scatterHeight * (1 - sharePlace(value, domain));
  return { x: held(spanShare(cost, scale, costDomain)), y: Math.round(10 * y) / 10 };
}
