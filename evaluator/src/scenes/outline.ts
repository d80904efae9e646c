/** Outlines of masks as COCO stores them: polygons of the visible parts, holes filled. */

type Point = readonly [x: number, y: number];

const east = 0;
const steps: readonly Point[] = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];
/** Pixel ahead on the right and on the left of a pixel corner, per direction (east, south, west, north). */
const rightAhead: readonly Point[] = [
  [0, 0],
  [-1, 0],
  [-1, -1],
  [0, -1],
];
const leftAhead: readonly Point[] = [
  [0, -1],
  [0, 0],
  [-1, 0],
  [-1, -1],
];

/** Closed loop along pixel edges with the mask on its right, corners only. */
function traceLoop(
  set: (x: number, y: number) => boolean,
  startX: number,
  startY: number,
  visited: Set<number>,
  width: number,
): Point[] {
  const corners: Point[] = [];
  let x = startX;
  let y = startY;
  let direction = east;
  do {
    if (direction === east) visited.add(y * width + x);
    x += steps[direction][0];
    y += steps[direction][1];
    const [rx, ry] = rightAhead[direction];
    const [lx, ly] = leftAhead[direction];
    const turn = !set(x + rx, y + ry) ? 1 : set(x + lx, y + ly) ? 3 : 0;
    if (turn !== 0) corners.push([x, y]);
    direction = (direction + turn) % 4;
  } while (x !== startX || y !== startY || direction !== east);
  return corners;
}

/** Positive for loops that run clockwise on the screen (outer ones), in square pixels. */
function signedArea(loop: readonly Point[]): number {
  let twice = 0;
  for (let i = 0; i < loop.length; i++) {
    const [x0, y0] = loop[i];
    const [x1, y1] = loop[(i + 1) % loop.length];
    twice += x0 * y1 - x1 * y0;
  }
  return twice / 2;
}

function distanceToLine([x, y]: Point, [x0, y0]: Point, [x1, y1]: Point): number {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length === 0) return Math.hypot(x - x0, y - y0);
  return Math.abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length;
}

/** Douglas and Peucker: drops points that lie within `tolerance` pixels of the line between those kept. */
function simplify(points: readonly Point[], tolerance: number): Point[] {
  if (points.length < 3) return [...points];
  let farthest = 0;
  let at = 0;
  for (let i = 1; i < points.length - 1; i++) {
    const distance = distanceToLine(points[i], points[0], points[points.length - 1]);
    if (distance > farthest) [farthest, at] = [distance, i];
  }
  if (farthest <= tolerance) return [points[0], points[points.length - 1]];
  return [
    ...simplify(points.slice(0, at + 1), tolerance).slice(0, -1),
    ...simplify(points.slice(at), tolerance),
  ];
}

/**
 * Polygons `[x0, y0, x1, y1, ...]` around the parts of a mask `[height, width]`, simplified to `tolerance` pixels. Parts
 * under 12 square pixels are left out.
 */
export function traceOutlines(
  mask: ArrayLike<number>,
  height: number,
  width: number,
  tolerance: number,
): number[][] {
  const set = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && mask[y * width + x] !== 0;
  const visited = new Set<number>();
  const polygons: number[][] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!set(x, y) || set(x, y - 1) || visited.has(y * width + x)) continue;
      const loop = traceLoop(set, x, y, visited, width);
      if (signedArea(loop) < 12) continue;
      // Both halves of the closed loop are simplified, cut at its corner farthest from the first.
      const [x0, y0] = loop[0];
      const far = loop.reduce(
        (best, [px, py], i) =>
          Math.hypot(px - x0, py - y0) > Math.hypot(loop[best][0] - x0, loop[best][1] - y0) ? i : best,
        0,
      );
      const there = simplify(loop.slice(0, far + 1), tolerance);
      const back = simplify([...loop.slice(far), loop[0]], tolerance);
      const polygon = [...there.slice(0, -1), ...back.slice(0, -1)];
      if (polygon.length >= 3) polygons.push(polygon.flat());
    }
  }
  return polygons;
}
