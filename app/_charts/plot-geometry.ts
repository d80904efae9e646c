import type { ChartAxis, Corner } from "./chart-point.ts";
import { held, spanShare } from "./span-share.ts";

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Place of a value between an axis' ends: 0 is left or below, 1 right or above. */
export function share(value: number, { scale, domain, direction }: ChartAxis): number {
  const part = spanShare(value, scale, domain);
  return direction === "reversed" ? 1 - part : part;
}

/** As `share`, what lies beyond an end being at it. */
export const heldShare = (value: number, axis: ChartAxis): number => held(share(value, axis));

/** A value, or the end of the axis that it lies beyond. */
export const heldValue = (value: number, { domain: [low, high] }: ChartAxis): number =>
  Math.min(high, Math.max(low, value));

/** As SVG says a place: percentages hold at every size, so the server can draw what it has not measured. */
export const percent = (part: number): string => `${Number((100 * part).toFixed(3))}%`;

/** From the left, and from the top as SVG counts. */
export const across = (value: number, axis: ChartAxis): string => percent(heldShare(value, axis));
export const down = (value: number, axis: ChartAxis): string => percent(1 - heldShare(value, axis));

/** What surrounds the area between the axes, pixels. */
export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const digitPixels = 7;

/** As wide as the longest number beside the upright axis. */
export function plotMargins(y: ChartAxis): Margins {
  const longest = Math.max(1, ...y.ticks.map((tick) => y.format(tick).length));
  return { left: 10 + longest * digitPixels, right: 16, top: 28, bottom: 46 };
}

/** A chart's frame on paper and in saved pictures, which know no screen: the stylesheet has the same heights. */
export const paperFrame = {
  chart: { width: 680, height: 420 },
  scatter: { width: 680, height: 360 },
} as const satisfies Record<string, Size>;
export type ChartSize = keyof typeof paperFrame;

export const areaOf = (frame: Size, { left, right, top, bottom }: Margins): Size => ({
  width: frame.width - left - right,
  height: frame.height - top - bottom,
});

/** A stepped line's pieces: along the first axis, then along the second. */
export function steps(line: readonly Corner[]): (readonly [Corner, Corner])[] {
  return line.slice(1).flatMap((to, index) => {
    const from = line[index];
    if (!from) return [];
    const corner = { x: to.x, y: from.y };
    return [[from, corner] as const, [corner, to] as const];
  });
}
