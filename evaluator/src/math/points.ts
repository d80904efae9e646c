/** Row-major points, `[N, D]`. */
export interface Points {
  readonly data: Float64Array;
  readonly count: number;
  readonly dimension: number;
}

/** Squared distance of row `i` of `a` and row `j` of `b`, both of D columns. */
export function squaredDistance(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  dimension: number,
): number {
  let p = i * dimension;
  let q = j * dimension;
  // Four sums, since each addition to one sum waits for the one before.
  let s = 0;
  let t = 0;
  let u = 0;
  let v = 0;
  const end = p + dimension;
  for (; p + 3 < end; p += 4, q += 4) {
    const e = a[p] - b[q];
    const f = a[p + 1] - b[q + 1];
    const g = a[p + 2] - b[q + 2];
    const h = a[p + 3] - b[q + 3];
    s += e * e;
    t += f * f;
    u += g * g;
    v += h * h;
  }
  for (; p < end; p++, q++) s += (a[p] - b[q]) ** 2;
  return s + t + (u + v);
}
