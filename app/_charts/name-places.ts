import type { ChartAxis, ChartPoint } from "./chart-point.ts";

/** Where a point's name goes, in pixels from the point's centre. */
export interface NamePlace {
  readonly dx: number;
  readonly dy: number;
  readonly anchor: "start" | "end";
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const characterPixels = 6.6;
const linePixels = 14;
const candidates: readonly NamePlace[] = [
  { dx: 10, dy: -7, anchor: "start" },
  { dx: 12, dy: 4, anchor: "start" },
  { dx: -10, dy: -7, anchor: "end" },
  { dx: -12, dy: 4, anchor: "end" },
  { dx: 10, dy: 16, anchor: "start" },
  { dx: -10, dy: 16, anchor: "end" },
];

/** A place for each strong point's name where it crosses no other name and no point, or none: the tooltip has it. */
export function namePlaces(
  points: readonly ChartPoint[],
  axes: { readonly x: ChartAxis; readonly y: ChartAxis },
  size: { readonly width: number; readonly height: number },
): Map<string, NamePlace> {
  const taken: Box[] = [];
  const centres = points.map((point) => ({
    x: share(point.x, axes.x) * size.width,
    y: (1 - share(point.y, axes.y)) * size.height,
  }));
  for (const { x, y } of centres) taken.push({ left: x - 6, right: x + 6, top: y - 6, bottom: y + 6 });
  const places = new Map<string, NamePlace>();
  points.forEach((point, index) => {
    const centre = centres[index];
    if (point.weight !== "strong" || !centre) return;
    const width = point.label.length * characterPixels;
    const place = candidates.find((candidate) => {
      const box = nameBox(centre, candidate, width);
      const inside = box.left > 0 && box.right < size.width && box.top > -16;
      return inside && !taken.some((other) => overlaps(box, other));
    });
    if (!place) return;
    taken.push(nameBox(centre, place, width));
    places.set(point.id, place);
  });
  return places;
}

function share(value: number, { scale, domain: [low, high], direction }: ChartAxis): number {
  const part =
    scale === "log" ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low || 1);
  return direction === "reversed" ? 1 - part : part;
}

function nameBox(centre: { x: number; y: number }, place: NamePlace, width: number): Box {
  const start = centre.x + place.dx;
  const baseline = centre.y + place.dy;
  return {
    left: place.anchor === "start" ? start : start - width,
    right: place.anchor === "start" ? start + width : start,
    top: baseline - linePixels + 3,
    bottom: baseline + 3,
  };
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
