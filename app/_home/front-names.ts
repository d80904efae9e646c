import { along, around, type Box, overlaps } from "../_charts/boxes.ts";
import type { Corner } from "../_charts/chart-point.ts";
import { type Size, steps } from "../_charts/plot-geometry.ts";

/** Where a name stands: pixels from the middle of its mark. */
interface NamePlace {
  readonly dx: number;
  readonly dy: number;
  readonly anchor: "start" | "end";
}

/** A mark of the frontier with the place of its name. */
export interface PlacedName extends NamePlace {
  readonly index: number;
}

/** Of the text that names are set in, in pixels. */
const [characterPixels, ascent, descent] = [6.1, 9, 3];
const markPixels = 6;

/** Above the line to the left is free more often than not: the frontier goes on to the right and up. */
const choices: readonly NamePlace[] = [
  { dx: -7, dy: -7, anchor: "end" },
  { dx: -10, dy: 4, anchor: "end" },
  { dx: 8, dy: 15, anchor: "start" },
  { dx: 10, dy: 4, anchor: "start" },
  { dx: 7, dy: -7, anchor: "start" },
  { dx: -7, dy: 15, anchor: "end" },
];

/**
 * A place for each name of a frontier where it crosses no other name, no mark and not the frontier, or none. The dearest,
 * which is the best, chooses first.
 *
 * @param points all marks, as pixels of the smallest plot that is drawn: names that are free there are free in a wider one
 * @param front indices of `points`, cheapest first
 * @param labels by point
 */
export function frontNames(
  points: readonly (Corner | null)[],
  front: readonly number[],
  labels: readonly string[],
  { width, height }: Size,
): PlacedName[] {
  const corners = front.flatMap((index) => points[index] ?? []);
  const end = corners.slice(-1).map(({ y }) => ({ x: width, y }));
  const taken: Box[] = [
    ...points.flatMap((point) => (point ? [around(point, markPixels)] : [])),
    ...steps([...corners, ...end]).map(([from, to]) => along(from, to, 0)),
  ];
  return front.toReversed().flatMap((index) => {
    const [point, label = ""] = [points[index], labels[index]];
    if (!point) return [];
    for (const place of choices) {
      const box = nameBox(point, place, label.length * characterPixels);
      const isInside = box.left > 2 && box.right < width - 2 && box.top > -ascent && box.bottom < height;
      // Its own mark and line touch at most its corner.
      if (!isInside || taken.some((other) => overlaps(box, other))) continue;
      taken.push(box);
      return [{ index, ...place }];
    }
    return [];
  });
}

function nameBox({ x, y }: Corner, { dx, dy, anchor }: NamePlace, length: number): Box {
  const left = anchor === "start" ? x + dx : x + dx - length;
  return { left, right: left + length, top: y + dy - ascent, bottom: y + dy + descent };
}
