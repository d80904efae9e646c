/** A binary or label map in row-major order. */
export interface GridSize {
  readonly height: number;
  readonly width: number;
}

/**
 * Pixels with a neighbour of another id in their 3 x 3 window, inside the image (`skimage.segmentation
 * .find_boundaries(ids, connectivity=2, mode="thick")`). `ids`: `[H, W]` -> 0/1 `[H, W]`
 */
export function thickBoundaries(ids: ArrayLike<number>, { height, width }: GridSize): Uint8Array {
  if (ids.length !== height * width) {
    throw new RangeError(`${ids.length} ids; expected ${height} x ${width} = ${height * width}`);
  }
  const thick = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const id = ids[y * width + x];
      const lastY = Math.min(y + 1, height - 1);
      const lastX = Math.min(x + 1, width - 1);
      let differs = false;
      for (let v = Math.max(y - 1, 0); v <= lastY && !differs; v++) {
        for (let u = Math.max(x - 1, 0); u <= lastX; u++) differs ||= ids[v * width + u] !== id;
      }
      thick[y * width + x] = differs ? 1 : 0;
    }
  }
  return thick;
}

/**
 * Dilation of a 0/1 map by a box of `rows` x `columns`. A set pixel sets the offsets -floor(b / 2) ... ceil(b / 2) - 1,
 * so an even box reaches one pixel further up and left (`skimage.morphology.dilation(mask, ones(box))`).
 */
export function dilate(
  mask: Uint8Array,
  { height, width }: GridSize,
  [rows, columns]: readonly [number, number],
): Uint8Array {
  const wide = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x] === 0) continue;
      const first = Math.max(x - Math.floor(columns / 2), 0);
      const end = Math.min(x + Math.ceil(columns / 2), width);
      wide.fill(1, y * width + first, y * width + end);
    }
  }
  const dilated = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    const end = Math.min(y + Math.ceil(rows / 2), height);
    for (let v = Math.max(y - Math.floor(rows / 2), 0); v < end; v++) {
      for (let x = 0; x < width; x++) dilated[v * width + x] |= wide[y * width + x];
    }
  }
  return dilated;
}

/**
 * Training and test target of the boundary task: thick boundaries dilated by a box, 4 x 4 at 448 pixels (authors'
 * released code: floor(448 / 100)). `ids`: `[H, W]` instance ids, 0 background -> 0/1 `[H, W]`
 */
export function boundaryTarget(
  ids: ArrayLike<number>,
  size: GridSize,
  box: readonly [number, number],
): Uint8Array {
  return dilate(thickBoundaries(ids, size), size, box);
}
