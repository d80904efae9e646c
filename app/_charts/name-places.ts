import { along, around, type Box, overlaps } from "./boxes.ts";
import type { ChartAxis, ChartPoint, Corner } from "./chart-point.ts";
import { heldShare, type Size, steps } from "./plot-geometry.ts";

/** Where a point's name goes, in pixels from the point's centre. */
export interface NamePlace {
  readonly dx: number;
  readonly dy: number;
  readonly anchor: "start" | "middle" | "end";
  /** End of a line from the point to a name that is not beside it; null: it is. */
  readonly leader: Corner | null;
}

const characterPixels = 6.5;
const linePixels = 14;
/** Of so many points all are named; of more, those of them that are strong, as far as there is room beside them. */
export const mostNamed = 40;
/** How much further a name may stand rather than cross a line of the chart. */
const crossingPixels = 34;
/** A name may stand so far beyond the area: the frame's margins. */
const beyond = { side: 8, top: 14 };

const beside: readonly NamePlace[] = [
  { dx: 10, dy: -7, anchor: "start", leader: null },
  { dx: 11, dy: 4, anchor: "start", leader: null },
  { dx: -10, dy: -7, anchor: "end", leader: null },
  { dx: -11, dy: 4, anchor: "end", leader: null },
  { dx: 10, dy: 15, anchor: "start", leader: null },
  { dx: -10, dy: 15, anchor: "end", leader: null },
  { dx: 0, dy: -11, anchor: "middle", leader: null },
  { dx: 0, dy: 20, anchor: "middle", leader: null },
];

/** Further away, the nearest first, with a line to the point. */
const away: readonly NamePlace[] = [18, 30, 44, 60, 80]
  .flatMap((reach) =>
    Array.from({ length: 27 }, (_, index) => (index - 13) * 7).flatMap((rise): NamePlace[] => [
      { dx: reach, dy: rise + 4, anchor: "start", leader: { x: reach - 3, y: rise } },
      { dx: -reach, dy: rise + 4, anchor: "end", leader: { x: 3 - reach, y: rise } },
    ]),
  )
  .sort((a, b) => lengthOf(a) - lengthOf(b));

function lengthOf({ leader }: NamePlace): number {
  return leader ? Math.hypot(leader.x, leader.y * 1.3) : 0;
}

/** How much of a name stands before the place it is anchored at. */
const shareBefore = { start: 0, middle: 0.5, end: 1 } as const;

interface Placed {
  readonly point: ChartPoint;
  readonly centre: Corner;
}

/**
 * A place for each point's name where it crosses no other name, no point and, if it can, no line of the chart; none where there
 * is no room: the tooltip has it.
 *
 * @param line of the chart, stepped
 */
export function namePlaces(
  points: readonly ChartPoint[],
  axes: { readonly x: ChartAxis; readonly y: ChartAxis },
  size: Size,
  line: readonly Corner[] = [],
): Map<string, NamePlace> {
  const pixels = ({ x, y }: Corner): Corner => ({
    x: heldShare(x, axes.x) * size.width,
    y: (1 - heldShare(y, axes.y)) * size.height,
  });
  const placed = points.map((point) => ({ point, centre: pixels(point) }));
  const marks = placed.map(({ centre }) => around(centre, 6));
  const lines = steps(line).map(([from, to]) => along(pixels(from), pixels(to), 1));
  const isLong = points.length > mostNamed;
  const named = isLong ? placed.filter(({ point }) => point.weight === "strong") : placed;
  const choices = isLong ? beside : [...beside, ...away];
  let best = new Map<string, NamePlace>();
  for (const order of orders) {
    const places = placeAll([...named].sort(order), { choices, marks, lines, size });
    if (places.size > best.size) best = places;
    if (best.size === named.length) break;
  }
  return best;
}

const strongFirst = (a: Placed, b: Placed) =>
  Number(b.point.weight === "strong") - Number(a.point.weight === "strong");

/** Which names choose first: whoever comes late finds less room, so several orders are tried. */
const orders: readonly ((a: Placed, b: Placed) => number)[] = [
  (a, b) => strongFirst(a, b) || a.centre.y - b.centre.y,
  (a, b) => strongFirst(a, b) || b.centre.y - a.centre.y,
  (a, b) => strongFirst(a, b) || a.centre.x - b.centre.x,
];

interface Room {
  readonly choices: readonly NamePlace[];
  readonly marks: readonly Box[];
  readonly lines: readonly Box[];
  readonly size: Size;
}

function placeAll(named: readonly Placed[], { choices, marks, lines, size }: Room): Map<string, NamePlace> {
  const taken = [...marks];
  const places = new Map<string, NamePlace>();
  for (const { point, centre } of named) {
    const own = around(centre, 6);
    const others = taken.filter((box) => !isSame(box, own));
    let best: { readonly place: NamePlace; readonly cost: number } | null = null;
    for (const place of choices) {
      const length = lengthOf(place);
      if (best && length >= best.cost) break;
      const boxes = boxesOf(point, centre, place);
      if (!boxes.every((box) => isInside(box, size)) || anyOverlap(boxes, others)) continue;
      const cost = length + (anyOverlap(boxes.slice(0, 1), lines) ? crossingPixels : 0);
      if (!best || cost < best.cost) best = { place, cost };
    }
    if (!best) continue;
    const { place } = best;
    taken.push(...boxesOf(point, centre, place));
    places.set(point.id, place);
  }
  return places;
}

/** The name's box, and small ones along its leader. */
function boxesOf(
  { label, name: said = label }: ChartPoint,
  centre: Corner,
  { dx, dy, anchor, leader }: NamePlace,
): Box[] {
  const width = said.length * characterPixels;
  const left = centre.x + dx - shareBefore[anchor] * width;
  const baseline = centre.y + dy;
  const name = { left, right: left + width, top: baseline - linePixels + 3, bottom: baseline + 3 };
  if (!leader) return [name];
  const length = Math.hypot(leader.x, leader.y);
  const parts = Array.from({ length: Math.floor(length / 5) }, (_, index) => (5 * (index + 1)) / length);
  const beads = parts
    .map((part) => ({ x: centre.x + part * leader.x, y: centre.y + part * leader.y }))
    .filter(({ x, y }) => Math.hypot(x - centre.x, y - centre.y) > 7);
  return [name, ...beads.map((bead) => around(bead, 1))];
}

const isInside = (box: Box, { width, height }: Size) =>
  box.left > -beyond.side && box.right < width + beyond.side && box.top > -beyond.top && box.bottom < height;

const isSame = (a: Box, b: Box) => a.left === b.left && a.top === b.top;

const anyOverlap = (some: readonly Box[], others: readonly Box[]) =>
  some.some((box) => others.some((other) => overlaps(box, other)));
