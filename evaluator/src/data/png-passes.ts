/** Pixels of a PNG image of one channel: out of filters, packing and interlacing (PNG specification, sections 7 to 9). */

export interface StoredImage {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 1 | 2 | 4 | 8;
  readonly interlaced: boolean;
}

/** A reduced image: the pixels from (`left`, `top`) on in steps of `right` and `down`. */
interface Pass {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly down: number;
}

const wholeImage: readonly Pass[] = [{ left: 0, top: 0, right: 1, down: 1 }];
const adam7: readonly Pass[] = [
  { left: 0, top: 0, right: 8, down: 8 },
  { left: 4, top: 0, right: 8, down: 8 },
  { left: 0, top: 4, right: 4, down: 8 },
  { left: 2, top: 0, right: 4, down: 4 },
  { left: 0, top: 2, right: 2, down: 4 },
  { left: 1, top: 0, right: 2, down: 2 },
  { left: 0, top: 1, right: 1, down: 2 },
];

/** The passes that have pixels, each with its size; the stride counts a row's bytes without the filter's. */
function passesOf({ width, height, bitDepth, interlaced }: StoredImage) {
  return (interlaced ? adam7 : wholeImage)
    .map((pass) => {
      const columns = Math.ceil((width - pass.left) / pass.right);
      const rows = Math.ceil((height - pass.top) / pass.down);
      return { ...pass, columns, rows, stride: Math.ceil((columns * bitDepth) / 8) };
    })
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
}

/** Bytes of all rows of all passes, each with its filter byte in front. */
export function filteredBytes(image: StoredImage): number {
  return passesOf(image).reduce((sum, { rows, stride }) => sum + rows * (1 + stride), 0);
}

function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** Undoes a row's filter in place. A pixel takes a byte at most, so the one to the left is the byte before. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array): void {
  const { length } = row;
  switch (filter) {
    case 0:
      return;
    case 1:
      for (let at = 1; at < length; at++) row[at] += row[at - 1];
      return;
    case 2:
      for (let at = 0; at < length; at++) row[at] += above[at];
      return;
    case 3:
      row[0] += above[0] >> 1;
      for (let at = 1; at < length; at++) row[at] += (row[at - 1] + above[at]) >> 1;
      return;
    case 4:
      row[0] += above[0];
      for (let at = 1; at < length; at++) row[at] += paeth(row[at - 1], above[at], above[at - 1]);
      return;
    default:
      throw new RangeError(`row filter ${filter}`);
  }
}

/**
 * Stored values, `[height, width]`, of the inflated rows. `filtered` is unfiltered in place and has at least
 * `filteredBytes`. Throws RangeError on a filter that PNG does not have.
 */
export function unpackPixels(filtered: Uint8Array, image: StoredImage): Uint8Array {
  const { width, height, bitDepth } = image;
  const mask = (1 << bitDepth) - 1;
  const data = new Uint8Array(width * height);
  let at = 0;
  for (const { left, top, right, down, columns, rows, stride } of passesOf(image)) {
    let above: Uint8Array = new Uint8Array(stride);
    for (let y = 0; y < rows; y++) {
      const row = filtered.subarray(at + 1, at + 1 + stride);
      unfilter(filtered[at], row, above);
      const first = (top + y * down) * width + left;
      for (let x = 0; x < columns; x++) {
        const bit = x * bitDepth;
        data[first + x * right] = (row[bit >> 3] >> (8 - bitDepth - (bit & 7))) & mask;
      }
      above = row;
      at += 1 + stride;
    }
  }
  return data;
}
