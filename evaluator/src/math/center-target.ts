import type { GridSize } from "./boundary-target.ts";

export interface CenterTargetOptions {
  /** sigma = factor * sqrt(area share): 0.06 at 448 pixels (authors' released code). */
  readonly sigmaFactor: number;
  /** Discs in which the size is learned, in units of the map's side: 0.01. */
  readonly radius: number;
  /**
   * "snapped" rounds pixel coordinates and centroids to the grid round(v * H) / H (half to even), so that a peak is
   * nearly always exactly 1, as a penalty-reduced loss needs; square maps of even side only. "exact" leaves them.
   */
  readonly center: "exact" | "snapped";
}

/** The protocol's settings (authors' released code; PROTOCOL.md). */
export const protocolCenterTarget: CenterTargetOptions = {
  sigmaFactor: 0.06,
  radius: 0.01,
  center: "snapped",
};

/** One instance as the target sees it; coordinates and sizes in units of the map's side. */
export interface CenterInstance {
  readonly id: number;
  /** Mean x and y of the mask's pixels, snapped where the target is. */
  readonly centerX: number;
  readonly centerY: number;
  readonly sigma: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: number;
}

export interface CenterTarget {
  /** By ascending id. */
  readonly instances: readonly CenterInstance[];
  /** min(1, sum of Gaussians), `[H, W]` */
  readonly heatmap: Float64Array;
  /** Width and height inside the discs, later ids over earlier ones, 0 elsewhere, `[2, H, W]` */
  readonly sizes: Float64Array;
}

/**
 * Detection target from instance masks. `ids`: `[H, W]`, 0 = background. Pixel (row i, column j) lies at
 * y = i / (H - 1), x = j / (W - 1); width = (xMax - xMin) / W and height likewise, in pixel indices, without + 1.
 */
export function centerTarget(
  ids: ArrayLike<number>,
  size: GridSize,
  options: CenterTargetOptions,
): CenterTarget {
  const instances = centerInstances(ids, size, options);
  return { instances, ...renderCenters(instances, size, options) };
}

/** The instances of `ids` `[H, W]`, 0 = background, by ascending id, with snapped centres where the target has them. */
export function centerInstances(
  ids: ArrayLike<number>,
  size: GridSize,
  options: CenterTargetOptions,
): CenterInstance[] {
  const { height, width } = size;
  if (ids.length !== height * width) {
    throw new RangeError(`${ids.length} ids; expected ${height} x ${width} = ${height * width}`);
  }
  const snap = snapping(size, options);
  return measureInstances(ids, size, options.sigmaFactor).map((instance) => ({
    ...instance,
    centerX: snap(instance.centerX),
    centerY: snap(instance.centerY),
  }));
}

/** What rendering needs to know of an instance: far less than the maps take. */
export type CenterShape = Pick<CenterInstance, "centerX" | "centerY" | "sigma" | "width" | "height">;

/** Heat map and size map of the instances, in their order. */
export function renderCenters(
  instances: readonly CenterShape[],
  size: GridSize,
  options: CenterTargetOptions,
): Pick<CenterTarget, "heatmap" | "sizes"> {
  const { height, width } = size;
  const snap = snapping(size, options);
  const xs = Float64Array.from({ length: width }, (_, j) => snap(cornerAligned(j, width)));
  const ys = Float64Array.from({ length: height }, (_, i) => snap(cornerAligned(i, height)));
  const heatmap = new Float64Array(height * width);
  const sizes = new Float64Array(2 * height * width);
  for (const instance of instances) {
    const dx2 = xs.map((x) => (x - instance.centerX) ** 2);
    const dy2 = ys.map((y) => (y - instance.centerY) ** 2);
    addGaussian(heatmap, dx2, dy2, instance.sigma);
    paintDisc(sizes, dx2, dy2, options.radius, instance);
  }
  for (let pixel = 0; pixel < heatmap.length; pixel++) if (heatmap[pixel] > 1) heatmap[pixel] = 1;
  return { heatmap, sizes };
}

function snapping({ height, width }: GridSize, { center }: CenterTargetOptions): (v: number) => number {
  if (center === "exact") return (v) => v;
  if (height !== width || height % 2 !== 0) {
    throw new RangeError(`snapped centres on a ${height} x ${width} map; expected a square of even side`);
  }
  return (v) => roundHalfToEven(v * height) / height;
}

function measureInstances(
  ids: ArrayLike<number>,
  { height, width }: GridSize,
  sigmaFactor: number,
): CenterInstance[] {
  const found = new Map<number, Extent>();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const id = ids[y * width + x];
      if (id === 0) continue;
      let extent = found.get(id);
      if (!extent) {
        extent = { pixels: 0, sumX: 0, sumY: 0, minX: x, maxX: x, minY: y, maxY: y };
        found.set(id, extent);
      }
      extent.pixels++;
      extent.sumX += x;
      extent.sumY += y;
      extent.minX = Math.min(extent.minX, x);
      extent.maxX = Math.max(extent.maxX, x);
      extent.maxY = y;
    }
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([id, extent]) => ({
      id,
      centerX: cornerAligned(extent.sumX / extent.pixels, width),
      centerY: cornerAligned(extent.sumY / extent.pixels, height),
      sigma: sigmaFactor * Math.sqrt(extent.pixels / (height * width)),
      width: (extent.maxX - extent.minX) / width,
      height: (extent.maxY - extent.minY) / height,
      pixels: extent.pixels,
    }));
}

interface Extent {
  pixels: number;
  sumX: number;
  sumY: number;
  minX: number;
  maxX: number;
  minY: number;
  maxY: number;
}

/** The Gaussian of a distance is the product of those of its two legs: H + W exponentials instead of H * W. */
function addGaussian(heatmap: Float64Array, dx2: Float64Array, dy2: Float64Array, sigma: number): void {
  const gx = dx2.map((square) => Math.exp(-square / (2 * sigma * sigma)));
  const gy = dy2.map((square) => Math.exp(-square / (2 * sigma * sigma)));
  const [firstRow, endRow] = reached(gy);
  const [first, end] = reached(gx);
  for (let i = firstRow; i < endRow; i++) {
    const value = gy[i];
    for (let j = first, at = i * gx.length + first; j < end; j++, at++) heatmap[at] += value * gx[j];
  }
}

/** Where a Gaussian is above zero: beyond some 38 sigma its exponential underflows. */
function reached(values: Float64Array): readonly [first: number, end: number] {
  return [values.findIndex((value) => value !== 0), values.findLastIndex((value) => value !== 0) + 1];
}

function paintDisc(
  sizes: Float64Array,
  dx2: Float64Array,
  dy2: Float64Array,
  radius: number,
  instance: CenterShape,
): void {
  const area = dx2.length * dy2.length;
  for (let i = 0; i < dy2.length; i++) {
    if (dy2[i] >= radius * radius) continue;
    for (let j = 0; j < dx2.length; j++) {
      if (Math.sqrt(dx2[j] + dy2[i]) >= radius) continue;
      sizes[i * dx2.length + j] = instance.width;
      sizes[area + i * dx2.length + j] = instance.height;
    }
  }
}

function cornerAligned(index: number, count: number): number {
  return index / (count - 1);
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const fraction = value - below;
  if (fraction !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
