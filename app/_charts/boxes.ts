import type { Corner } from "./chart-point.ts";

/** What a mark, a name or a line takes up of an area, pixels from the left and from the top. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const around = ({ x, y }: Corner, reach: number): Box => ({
  left: x - reach,
  right: x + reach,
  top: y - reach,
  bottom: y + reach,
});

/** A level or upright line as thick as twice its reach. */
export const along = (from: Corner, to: Corner, reach: number): Box => ({
  left: Math.min(from.x, to.x) - reach,
  right: Math.max(from.x, to.x) + reach,
  top: Math.min(from.y, to.y) - reach,
  bottom: Math.max(from.y, to.y) + reach,
});

/** Boxes that only touch do not. */
export const overlaps = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
