import type { LinkedBackbone } from "./first-figures.ts";
import type { Dot } from "./mark.tsx";
import { type ScatterAxes, scatterPlace } from "./scatter-axes.ts";

export function scatterDots(axes: ScatterAxes, backbones: readonly LinkedBackbone[]): Dot[] {
  return backbones.flatMap(({ training }, index) => {
    const place = scatterPlace(axes, index);
    return place ? [{ index, training, ...place }] : [];
  });
}
