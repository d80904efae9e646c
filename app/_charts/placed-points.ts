import type { ChartAxis, ChartPoint } from "./chart-point.ts";
import { mostNamed } from "./name-places.ts";
import { heldShare, type Size } from "./plot-geometry.ts";

export interface PlacedPoint {
  readonly point: ChartPoint;
  /** Shares of the area, from the left and from the top. */
  readonly left: number;
  readonly top: number;
  /** Shares from the top of its bar's ends; null: it has none. */
  readonly bar: readonly [number, number] | null;
}

/** Strong ones last, over plain ones; without those whose value is no number. */
export function placedPoints(points: readonly ChartPoint[], x: ChartAxis, y: ChartAxis): PlacedPoint[] {
  const placed = points.flatMap((point): PlacedPoint[] => {
    const [left, top] = [heldShare(point.x, x), 1 - heldShare(point.y, y)];
    if (!Number.isFinite(left) || !Number.isFinite(top)) return [];
    const [low, high] = point.interval?.map((end) => 1 - heldShare(end, y)) ?? [];
    return [{ point, left, top, bar: low === undefined || high === undefined ? null : [low, high] }];
  });
  return placed.sort((a, b) => rank(a) - rank(b));
}

const rank = ({ point }: PlacedPoint) => Number(point.weight === "strong");

/** Those that are no links of the drawing: of many the plain ones, and of many strong ones all. */
export function cloudOf(placed: readonly PlacedPoint[]): ReadonlySet<PlacedPoint> {
  if (placed.length <= mostNamed) return new Set();
  const plain = placed.filter(({ point }) => point.weight === "plain");
  return new Set(placed.length - plain.length > mostNamed ? placed : plain);
}

/** Furthest and nearest reach of a point around its centre, pixels. */
const [farthest, nearest] = [13, 5];

/** By id: half the way to the nearest other point, so that each can be met, within limits. */
export function reachesOf(placed: readonly PlacedPoint[], { width, height }: Size): Map<string, number> {
  if (placed.length > mostNamed) return new Map(placed.map(({ point }) => [point.id, nearest]));
  return new Map(
    placed.map((one) => {
      const distances = placed
        .filter((other) => other !== one)
        .map((other) => Math.hypot((other.left - one.left) * width, (other.top - one.top) * height) / 2);
      return [one.point.id, Math.max(nearest, Math.min(farthest, ...distances))];
    }),
  );
}
