import { held, spanShare } from "../_charts/span-share.ts";

/** Where marks stand in a figure: shares of its width or height, so that the server draws it for any screen. */

/** Room at both ends of an axis for half of a mark, and before its beginning for what lies off it. */
const [start, end] = [0.06, 0.98];
const beforeStart = 0.014;

/** Share of a length at which a value stands; what is worse than the axis stands before its beginning. */
export function scorePlace(value: number, [worst, best]: readonly [number, number]): number {
  const share = spanShare(value, "linear", [worst, best]);
  return share < 0 ? beforeStart : start + Math.min(share, 1) * (end - start);
}

/** Share of a range at which a value stands, however it is turned; beyond its ends at them. */
export const sharePlace = (value: number, range: readonly [number, number]): number =>
  held(spanShare(value, "linear", range));

/** Pixels between the middles of two marks that do not touch, and how far a mark may be off its line. */
const apart = 9.4;
const lanes = [0, -5, 5, -10, 10];

/**
 * How far each mark of a strip is moved off its line, in pixels, so that marks near one another do not cover each other, the
 * best staying on it.
 *
 * @param width narrowest that a strip is drawn, in pixels: in a wider one marks are further apart
 */
export function dodged(places: readonly (number | null)[], width: number): number[] {
  const moves = places.map(() => 0);
  const placed: { readonly x: number; readonly y: number }[] = [];
  for (const { index, x } of bestFirst(places, width)) {
    const room = (y: number) => Math.min(...placed.map((other) => Math.hypot(other.x - x, other.y - y)));
    const y =
      lanes.find((lane) => room(lane) >= apart) ?? lanes.toSorted((a, b) => room(b) - room(a))[0] ?? 0;
    placed.push({ x, y });
    moves[index] = y;
  }
  return moves;
}

/** Pixels that the marks of a strip take, and those that a line of small marks does. */
const [height, line] = [22, 5.5];

/**
 * The same of so many marks that they cover one another wherever they go: a band a group, in the order given, so that none hides
 * another's, with as many lines as it has room for.
 */
export function banded<Group>(groups: readonly Group[], order: readonly Group[]): number[] {
  const bands = order.filter((group) => groups.includes(group));
  const band = height / bands.length;
  const lines = Math.max(1, Math.floor(band / line));
  return groups.map((group, place) => {
    const above = bands.indexOf(group) + ((place % lines) + 0.5) / lines;
    return Math.round(10 * (band * above - height / 2)) / 10;
  });
}

const bestFirst = (places: readonly (number | null)[], width: number) =>
  places
    .flatMap((place, index) => (place === null ? [] : [{ index, x: place * width }]))
    .sort((a, b) => b.x - a.x);
