/** Resampling as torch.nn.functional.interpolate(align_corners=False) does it; pure. */

export type ResizeKernel =
  | "bicubic"
  | "bicubic-antialias"
  | "bilinear"
  | "bilinear-antialias"
  | NearestKernel;

/** As torch names them: source index floor(i in / out), or the pixel whose centre is nearest, as Pillow's NEAREST. */
export type NearestKernel = "nearest" | "nearest-exact";

/** For each output position: where its inputs begin, and `width` weights over them (unused ones are 0). */
interface Taps {
  readonly width: number;
  readonly start: Int32Array;
  readonly weights: Float64Array;
}

function cubic(distance: number, a: number): number {
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

const triangle = (distance: number): number => Math.max(0, 1 - Math.abs(distance));

/** Weight of an input at a distance (input pixels, or output pixels when an antialias filter is stretched). */
function weigher(kernel: ResizeKernel): { weight: (distance: number) => number; support: number } {
  // PyTorch and Pillow differ in the cubic's parameter: -0.75 plain, -0.5 with antialias, also when enlarging.
  if (kernel === "bicubic") return { weight: (x) => cubic(x, -0.75), support: 2 };
  if (kernel === "bicubic-antialias") return { weight: (x) => cubic(x, -0.5), support: 2 };
  return { weight: triangle, support: 1 };
}

function antialiasTaps(inSize: number, outSize: number, kernel: ResizeKernel): Taps {
  const { weight, support } = weigher(kernel);
  const scale = inSize / outSize;
  const stretch = Math.max(scale, 1);
  const reach = support * stretch;
  const firstOf = (i: number): number => Math.max(Math.trunc((i + 0.5) * scale - reach + 0.5), 0);
  const endOf = (i: number): number => Math.min(Math.trunc((i + 0.5) * scale + reach + 0.5), inSize);
  let width = 1;
  for (let i = 0; i < outSize; i++) width = Math.max(width, endOf(i) - firstOf(i));
  const start = new Int32Array(outSize);
  const weights = new Float64Array(outSize * width);
  for (let i = 0; i < outSize; i++) {
    const centre = (i + 0.5) * scale;
    const first = firstOf(i);
    const end = endOf(i);
    let sum = 0;
    for (let j = first; j < end; j++) sum += weight((j - centre + 0.5) / stretch);
    // The window is shifted left where it would run past the end; the shifted-in weights stay 0.
    start[i] = Math.min(first, inSize - width);
    for (let j = first; j < end; j++) {
      weights[i * width + j - start[i]] = weight((j - centre + 0.5) / stretch) / sum;
    }
  }
  return { width, start, weights };
}

function plainTaps(inSize: number, outSize: number, kernel: ResizeKernel, offset: number): Taps {
  const { weight, support } = weigher(kernel);
  const scale = inSize / (outSize + offset);
  const width = Math.min(inSize, 2 * support);
  const start = new Int32Array(outSize);
  const weights = new Float64Array(outSize * width);
  for (let i = 0; i < outSize; i++) {
    const position = (i + 0.5) * scale - 0.5;
    // Linear: positions before the first centre take its value. Cubic: they extrapolate over repeated edges.
    const source = support === 1 ? Math.max(position, 0) : position;
    const first = Math.floor(source) - support + 1;
    start[i] = Math.min(Math.max(first, 0), inSize - width);
    for (let j = first; j < first + 2 * support; j++) {
      const clamped = Math.min(Math.max(j, 0), inSize - 1);
      weights[i * width + clamped - start[i]] += weight(source - j);
    }
  }
  return { width, start, weights };
}

function nearestIndices(inSize: number, outSize: number, kernel: NearestKernel): Int32Array {
  const start = new Int32Array(outSize);
  if (kernel === "nearest") return start.map((_, i) => Math.floor((i * inSize) / outSize));
  // Added up as Pillow does: where a centre lies between two pixels, rounding decides.
  const scale = inSize / outSize;
  for (let i = 0, position = scale / 2; i < outSize; i++, position += scale) start[i] = Math.trunc(position);
  return start;
}

function tapsFor(inSize: number, outSize: number, kernel: ResizeKernel, offset: number): Taps {
  if (kernel === "nearest" || kernel === "nearest-exact") {
    const start = nearestIndices(inSize, outSize, kernel);
    return { width: 1, start, weights: new Float64Array(outSize).fill(1) };
  }
  return kernel === "bicubic" || kernel === "bilinear"
    ? plainTaps(inSize, outSize, kernel, offset)
    : antialiasTaps(inSize, outSize, kernel);
}

/** `[rows, inWidth]` -> `[rows, outWidth]`. Enlarging has at most four taps, worth a loop of its own. */
function resizeRows(data: Float64Array, rows: number, inWidth: number, taps: Taps): Float32Array {
  const { width, start, weights } = taps;
  const outWidth = start.length;
  const out = new Float32Array(rows * outWidth);
  for (let row = 0, to = 0; row < rows; row++) {
    const left = row * inWidth;
    if (width === 4) {
      for (let i = 0, w = 0; i < outWidth; i++, w += 4, to++) {
        const from = left + start[i];
        out[to] =
          weights[w] * data[from] +
          weights[w + 1] * data[from + 1] +
          weights[w + 2] * data[from + 2] +
          weights[w + 3] * data[from + 3];
      }
      continue;
    }
    for (let i = 0, w = 0; i < outWidth; i++, to++) {
      const from = left + start[i];
      let sum = 0;
      for (let k = 0; k < width; k++, w++) sum += weights[w] * data[from + k];
      out[to] = sum;
    }
  }
  return out;
}

/** One output row: `width` values from each of `taps.width` input rows, the first at `from`. */
function blendRows(
  data: Float32Array,
  from: number,
  width: number,
  taps: Taps,
  i: number,
  out: Float64Array,
  to: number,
): void {
  const { weights, width: count } = taps;
  const w = i * count;
  if (count === 4) {
    const [w0, w1, w2, w3] = weights.subarray(w, w + 4);
    const [from1, from2, from3] = [from + width, from + 2 * width, from + 3 * width];
    for (let x = 0; x < width; x++) {
      out[to + x] = w0 * data[from + x] + w1 * data[from1 + x] + w2 * data[from2 + x] + w3 * data[from3 + x];
    }
    return;
  }
  for (let k = 0; k < count; k++) {
    const weight = weights[w + k];
    if (weight === 0) continue;
    const row = from + k * width;
    for (let x = 0; x < width; x++) out[to + x] += weight * data[row + x];
  }
}

/** `[planes, inHeight, width]` -> `[planes, outHeight, width]`, kept in double precision for the second pass. */
function resizeColumns(
  data: Float32Array,
  planes: number,
  inHeight: number,
  width: number,
  taps: Taps,
): Float64Array {
  const outHeight = taps.start.length;
  const out = new Float64Array(planes * outHeight * width);
  for (let plane = 0; plane < planes; plane++) {
    for (let i = 0; i < outHeight; i++) {
      const from = (plane * inHeight + taps.start[i]) * width;
      blendRows(data, from, width, taps, i, out, (plane * outHeight + i) * width);
    }
  }
  return out;
}

/**
 * Resizes `[channels, height, width]` to `[channels, outHeight, outWidth]`. Bicubic overshoots are not clamped. Plain kernels
 * take `offset` as added to the output's size where they compute the scale (DINOv2's positions).
 * Throws RangeError if `data` has another length or a size is not positive.
 */
export function resizeChannels(
  data: Float32Array,
  channels: number,
  height: number,
  width: number,
  outHeight: number,
  outWidth: number,
  kernel: ResizeKernel,
  offset = 0,
): Float32Array {
  if (data.length !== channels * height * width || Math.min(height, width, outHeight, outWidth) < 1) {
    throw new RangeError(
      `resize of ${data.length} values as [${channels}, ${height}, ${width}] to [${outHeight}, ${outWidth}]`,
    );
  }
  if (height === outHeight && width === outWidth) return data.slice();
  const columns = resizeColumns(data, channels, height, width, tapsFor(height, outHeight, kernel, offset));
  return resizeRows(columns, channels * outHeight, width, tapsFor(width, outWidth, kernel, offset));
}

/** Anything with a value per pixel, `[height, width]`. */
export interface PixelMap<Values extends Uint8Array | Uint16Array | Int32Array | Float32Array> {
  readonly width: number;
  readonly height: number;
  readonly data: Values;
}

/** Nearest neighbour; `[height, width]` -> `[outHeight, outWidth]`. */
export function resizeLabelsNearest<Values extends Uint8Array | Uint16Array | Int32Array | Float32Array>(
  map: PixelMap<Values>,
  outHeight: number,
  outWidth: number,
  kernel: NearestKernel,
): PixelMap<Values> {
  const data = new (map.data.constructor as new (length: number) => Values)(outHeight * outWidth);
  const columns = nearestIndices(map.width, outWidth, kernel);
  const rows = nearestIndices(map.height, outHeight, kernel);
  for (let y = 0; y < outHeight; y++) {
    const from = rows[y] * map.width;
    for (let x = 0; x < outWidth; x++) data[y * outWidth + x] = map.data[from + columns[x]];
  }
  return { width: outWidth, height: outHeight, data };
}
