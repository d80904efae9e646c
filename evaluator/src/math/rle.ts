/**
 * COCO run-length masks: counts run down the columns, first the zeros, then ones, alternating. Same results as
 * pycocotools 2.0.11 (cocoapi, common/maskApi.c, BSD-2-Clause, (c) Piotr Dollar and Tsung-Yi Lin 2014).
 */
export interface RunLengths {
  readonly height: number;
  readonly width: number;
  /** Column-major run lengths; the first counts zeros and may be 0, no other run is empty. */
  readonly counts: Uint32Array;
}

const upsampling = 5;
/** Longest outline, pixels: a longer one takes memory, and is none. */
export const mostOutlinePixels = 2 ** 21;

/** Length of a closed outline in steps from pixel to pixel, also diagonal ones. */
export function outlinePixels(polygon: ArrayLike<number>): number {
  let length = 0;
  let [fromX, fromY] = [polygon[polygon.length - 2], polygon[polygon.length - 1]];
  for (let at = 0; at + 1 < polygon.length; at += 2) {
    const [x, y] = [polygon[at], polygon[at + 1]];
    length += Math.max(Math.abs(x - fromX), Math.abs(y - fromY));
    fromX = x;
    fromY = y;
  }
  return length;
}

/** Canonical form of any alternating counts: empty runs merged away. Throws RangeError if they don't fill the mask. */
export function runsFromCounts(counts: ArrayLike<number>, height: number, width: number): RunLengths {
  const canonical: number[] = [0];
  let total = 0;
  let lastValue = 0;
  for (let run = 0; run < counts.length; run++) {
    const length = counts[run];
    if (!Number.isInteger(length) || length < 0) throw new RangeError(`run ${run} is ${length}`);
    total += length;
    if (length === 0) continue;
    const value = run % 2;
    if (value === lastValue) canonical[canonical.length - 1] += length;
    else canonical.push(length);
    lastValue = value;
  }
  if (total !== height * width) {
    throw new RangeError(`runs sum to ${total}, expected ${height} x ${width} = ${height * width}`);
  }
  return { height, width, counts: Uint32Array.from(canonical) };
}

/** Points along the closed outline, five times denser than pixels, as maskApi.c walks it. */
function walkOutline(polygon: ArrayLike<number>): { u: Int32Array; v: Int32Array } {
  const points = polygon.length >> 1;
  const x = new Int32Array(points + 1);
  const y = new Int32Array(points + 1);
  for (let j = 0; j < points; j++) {
    // Math.trunc is C's (int): towards zero, also for negative coordinates.
    x[j] = Math.trunc(upsampling * polygon[2 * j] + 0.5);
    y[j] = Math.trunc(upsampling * polygon[2 * j + 1] + 0.5);
  }
  x[points] = x[0];
  y[points] = y[0];
  let length = 0;
  for (let j = 0; j < points; j++) {
    length += Math.max(Math.abs(x[j] - x[j + 1]), Math.abs(y[j] - y[j + 1])) + 1;
  }
  const u = new Int32Array(length);
  const v = new Int32Array(length);
  let at = 0;
  for (let j = 0; j < points; j++) {
    const dx = Math.abs(x[j + 1] - x[j]);
    const dy = Math.abs(y[j + 1] - y[j]);
    const flip = (dx >= dy && x[j] > x[j + 1]) || (dx < dy && y[j] > y[j + 1]);
    const from = flip ? j + 1 : j;
    const to = flip ? j : j + 1;
    const steps = Math.max(dx, dy);
    const slope = dx >= dy ? (y[to] - y[from]) / dx : (x[to] - x[from]) / dy;
    for (let d = 0; d <= steps; d++, at++) {
      const t = flip ? steps - d : d;
      u[at] = dx >= dy ? t + x[from] : Math.trunc(x[from] + slope * t + 0.5);
      v[at] = dx >= dy ? Math.trunc(y[from] + slope * t + 0.5) : t + y[from];
    }
  }
  return { u, v };
}

/** The pixels inside one polygon `[x0, y0, x1, y1, ...]` (pixel units, continuous). */
export function runsFromPolygon(polygon: ArrayLike<number>, height: number, width: number): RunLengths {
  const { u, v } = walkOutline(polygon);
  const crossings: number[] = [];
  for (let j = 1; j < u.length; j++) {
    if (u[j] === u[j - 1]) continue;
    const column = ((u[j] < u[j - 1] ? u[j] : u[j] - 1) + 0.5) / upsampling - 0.5;
    if (Math.floor(column) !== column || column < 0 || column > width - 1) continue;
    const row = (Math.min(v[j], v[j - 1]) + 0.5) / upsampling - 0.5;
    crossings.push(column * height + Math.ceil(Math.min(Math.max(row, 0), height)));
  }
  crossings.push(height * width);
  const sorted = Float64Array.from(crossings).sort();
  const counts: number[] = [];
  let previous = 0;
  for (const position of sorted) {
    counts.push(position - previous);
    previous = position;
  }
  return runsFromCounts(counts, height, width);
}

/** Pixels set in any of the masks, all of one size. */
export function uniteRuns(masks: readonly RunLengths[]): RunLengths {
  if (masks.length === 0) throw new RangeError("no masks to unite");
  return masks.reduce(uniteTwo);
}

function uniteTwo(a: RunLengths, b: RunLengths): RunLengths {
  const counts: number[] = [];
  let indexA = 0;
  let indexB = 0;
  let leftA = a.counts[0];
  let leftB = b.counts[0];
  let run = 0;
  let value = 0;
  while (indexA < a.counts.length && indexB < b.counts.length) {
    const step = Math.min(leftA, leftB);
    const here = (indexA | indexB) & 1;
    if (here !== value) {
      counts.push(run);
      run = 0;
      value = here;
    }
    run += step;
    leftA -= step;
    leftB -= step;
    if (leftA === 0) leftA = a.counts[++indexA] ?? 0;
    if (leftB === 0) leftB = b.counts[++indexB] ?? 0;
  }
  counts.push(run);
  return runsFromCounts(counts, a.height, a.width);
}

/** `[height, width]` row-major mask of 0 and 1. */
export function maskFromRuns(runs: RunLengths): Uint8Array {
  const mask = new Uint8Array(runs.height * runs.width);
  paintRuns(mask, runs, 1);
  return mask;
}

/** Runs of a row-major mask `[height, width]`; every value but 0 counts as set. */
export function runsFromMask(mask: ArrayLike<number>, height: number, width: number): RunLengths {
  const counts: number[] = [];
  let run = 0;
  let value = 0;
  for (let column = 0; column < width; column++) {
    for (let row = 0; row < height; row++) {
      const here = mask[row * width + column] === 0 ? 0 : 1;
      if (here !== value) {
        counts.push(run);
        run = 0;
        value = here;
      }
      run++;
    }
  }
  counts.push(run);
  return { height, width, counts: Uint32Array.from(counts) };
}

/** Sets the mask's pixels of a map `[height, width]` to a value; those that are not 0 stay. */
export function paintRuns(
  map: Uint8Array | Uint16Array,
  { height, width, counts }: RunLengths,
  value: number,
): void {
  let position = 0;
  for (let run = 0; run < counts.length; run++) {
    const end = position + counts[run];
    if (run % 2 === 1) {
      let row = position % height;
      let column = (position - row) / height;
      for (; position < end; position++) {
        const pixel = row * width + column;
        if (map[pixel] === 0) map[pixel] = value;
        row++;
        if (row === height) {
          row = 0;
          column++;
        }
      }
    }
    position = end;
  }
}

/** Number of set pixels. */
export function runsArea(runs: RunLengths): number {
  let area = 0;
  for (let run = 1; run < runs.counts.length; run += 2) area += runs.counts[run];
  return area;
}

/** Smallest box around the set pixels, `[x, y, width, height]` in pixels; all zero for an empty mask. */
export function runsBox(runs: RunLengths): [x: number, y: number, width: number, height: number] {
  const { height, width, counts } = runs;
  let [left, top, right, bottom] = [width, height, -1, -1];
  let position = 0;
  for (let run = 0; run < counts.length; run++) {
    if (run % 2 === 1) {
      const first = position;
      const last = position + counts[run] - 1;
      const firstColumn = Math.floor(first / height);
      const lastColumn = Math.floor(last / height);
      left = Math.min(left, firstColumn);
      right = Math.max(right, lastColumn);
      // A run that crosses into the next column touches the lowest and the highest row.
      top = firstColumn < lastColumn ? 0 : Math.min(top, first - firstColumn * height);
      bottom = firstColumn < lastColumn ? height - 1 : Math.max(bottom, last - lastColumn * height);
    }
    position += counts[run];
  }
  return right < 0 ? [0, 0, 0, 0] : [left, top, right - left + 1, bottom - top + 1];
}

/** COCO's compressed string: each run as the difference to the one before the last, five bits a character. */
export function runsToString(runs: RunLengths): string {
  let text = "";
  for (let run = 0; run < runs.counts.length; run++) {
    let x = runs.counts[run] - (run > 2 ? runs.counts[run - 2] : 0);
    for (let more = true; more; ) {
      let character = x & 0x1f;
      x >>= 5;
      more = character & 0x10 ? x !== -1 : x !== 0;
      if (more) character |= 0x20;
      text += String.fromCharCode(character + 48);
    }
  }
  return text;
}

/** Inverse of {@link runsToString}. Throws RangeError if the text is cut short or doesn't fill `[height, width]`. */
export function runsFromString(text: string, height: number, width: number): RunLengths {
  const counts: number[] = [];
  let at = 0;
  while (at < text.length) {
    let x = 0;
    let shift = 0;
    for (let more = true; more; shift += 5) {
      if (at >= text.length) throw new RangeError(`run ${counts.length} is cut short`);
      const character = text.charCodeAt(at++) - 48;
      x |= (character & 0x1f) << shift;
      more = (character & 0x20) !== 0;
      if (!more && character & 0x10) x |= -1 << (shift + 5);
    }
    if (counts.length > 2) x += counts[counts.length - 2];
    counts.push(x);
  }
  return runsFromCounts(counts, height, width);
}
