import { spanShare } from "../_charts/span-share.ts";
import { sharePlace } from "./axis-places.ts";
import type { LinkedBackbone } from "./first-figures.ts";
import type { Dot } from "./mark.tsx";
import type { Scatter } from "./scatter-facts.ts";

/** Of the plot within its axes, in pixels; it is about this wide on a laptop. */
export const [scatterWidth, scatterHeight] = [370, 232];

export function scatterDots(scatter: Scatter, backbones: readonly LinkedBackbone[]): Dot[] {
  return backbones.flatMap(({ training }, index) => {
    const [cost, value] = [scatter.costs[index] ?? null, scatter.values[index] ?? null];
    if (cost === null || value === null) return [];
    const x = spanShare(cost, scatter.scale, scatter.costDomain);
    return [
      {
        index,
        training,
        x,
        y: Math.round(10 * scatterHeight * (1 - sharePlace(value, scatter.domain))) / 10,
      },
    ];
  });
}
