import type { ChartAxis, ChartPoint } from "./chart-point.ts";
import { share } from "./plot-geometry.ts";

/** Ids of a chart's points in the orders that keys walk. */
export interface Walks {
  /** From left to right. */
  readonly x: readonly string[];
  /** From the bottom up. */
  readonly y: readonly string[];
}

export function walks(points: readonly ChartPoint[], x: ChartAxis, y: ChartAxis): Walks {
  const by = (first: (point: ChartPoint) => number, second: (point: ChartPoint) => number) =>
    [...points].sort((a, b) => first(a) - first(b) || second(a) - second(b)).map(({ id }) => id);
  const [right, up] = [(point: ChartPoint) => share(point.x, x), (point: ChartPoint) => share(point.y, y)];
  return { x: by(right, up), y: by(up, right) };
}

/** undefined: the key walks nowhere. */
export function nextStop(key: string, { x, y }: Walks, stop: string | undefined): string | undefined {
  const order = key === "ArrowUp" || key === "ArrowDown" ? y : x;
  const index = order.indexOf(stop ?? "");
  const last = order.length - 1;
  if (key === "ArrowRight" || key === "ArrowUp") return order[Math.min(index + 1, last)];
  if (key === "ArrowLeft" || key === "ArrowDown") return order[Math.max(index - 1, 0)];
  if (key === "Home") return order[0];
  return key === "End" ? order[last] : undefined;
}
