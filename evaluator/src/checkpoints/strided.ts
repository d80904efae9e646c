import { elementCount } from "../math/element-count.ts";
import { bytesPerElement, type Tensor } from "./values.ts";

/** Fills the array with bytes of the storage from an offset on; throws where there are fewer. */
export type ReadStorage = (bytes: Uint8Array, offset: number) => void;

const tileBytes = 1 << 23;
const windowBytes = 1 << 24;

/** Elements that are read for each one that is taken, at most: what lies sparser is read one by one. */
const mostGap = 64;

interface Axis {
  readonly size: number;
  /** Elements of the storage. */
  readonly stride: number;
  /** Elements of the tile. */
  readonly step: number;
}

/**
 * The bytes of a view in row-major order, piece by piece; a piece holds until the next. Of the storage no more than
 * `windowBytes` are in memory at once, and no more than `mostGap` times the view's own bytes are read.
 */
export function* rowMajorPieces(tensor: Tensor, read: ReadStorage): Generator<Uint8Array> {
  const count = elementCount(tensor.dims);
  if (count === 0) return;
  if (isContiguous(tensor)) yield* contiguousPieces(tensor, count, read);
  else yield* gatheredPieces(tensor, read);
}

function isContiguous({ dims, strides }: Tensor): boolean {
  let step = 1;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    if (dims[axis] !== 1 && strides[axis] !== step) return false;
    step *= dims[axis];
  }
  return true;
}

function* contiguousPieces(
  { storage, offset }: Tensor,
  count: number,
  read: ReadStorage,
): Generator<Uint8Array> {
  const size = bytesPerElement[storage.dtype];
  const piece = new Uint8Array(Math.min(count * size, tileBytes));
  for (let at = 0; at < count * size; at += tileBytes) {
    const bytes = piece.subarray(0, Math.min(tileBytes, count * size - at));
    read(bytes, offset * size + at);
    yield bytes;
  }
}

/** Tiles of consecutive rows along the first axis below which everything fits into one. */
function* gatheredPieces(
  { storage, offset, dims, strides }: Tensor,
  read: ReadStorage,
): Generator<Uint8Array> {
  const size = bytesPerElement[storage.dtype];
  let split = dims.length - 1;
  let rowElements = 1;
  while (split > 0 && rowElements * dims[split] * size <= tileBytes) rowElements *= dims[split--];
  const rows = Math.min(dims[split], Math.max(1, Math.floor(tileBytes / (rowElements * size))));
  const gather = new Gather(size, rows * rowElements, read);
  for (const outer of offsets(dims.slice(0, split), strides.slice(0, split))) {
    for (let row = 0; row < dims[split]; row += rows) {
      const tileDims = [Math.min(rows, dims[split] - row), ...dims.slice(split + 1)];
      yield gather.tile(offset + outer + row * strides[split], tileDims, strides.slice(split));
    }
  }
}

/** What each index of the axes adds to an offset, in row-major order. */
function* offsets(dims: readonly number[], strides: readonly number[]): Generator<number> {
  const [size, ...sizes] = dims;
  if (size === undefined) {
    yield 0;
    return;
  }
  for (let index = 0; index < size; index++) {
    for (const inner of offsets(sizes, strides.slice(1))) yield index * strides[0] + inner;
  }
}

type Elements = Uint8Array | Uint16Array | Uint32Array | BigUint64Array;

function elementsOf(buffer: ArrayBuffer, size: number): Elements {
  if (size === 1) return new Uint8Array(buffer);
  if (size === 2) return new Uint16Array(buffer);
  return size === 4 ? new Uint32Array(buffer) : new BigUint64Array(buffer);
}

/** Gathers a tile's elements from windows of the storage. */
class Gather {
  readonly #size: number;
  readonly #read: ReadStorage;
  readonly #tile: Elements;
  #window: Elements;

  constructor(size: number, tileElements: number, read: ReadStorage) {
    this.#size = size;
    this.#read = read;
    this.#tile = elementsOf(new ArrayBuffer(tileElements * size), size);
    this.#window = elementsOf(new ArrayBuffer(0), size);
  }

  tile(offset: number, dims: readonly number[], strides: readonly number[]): Uint8Array {
    let step = 1;
    const axes: Axis[] = [];
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      if (dims[axis] > 1) axes.push({ size: dims[axis], stride: strides[axis], step });
      step *= dims[axis];
    }
    // The widest strides first: what is left of the axes lies ever closer together.
    this.#fill(
      axes.sort((a, b) => b.stride - a.stride),
      offset,
      0,
    );
    return new Uint8Array(this.#tile.buffer, 0, step * this.#size);
  }

  #fill(axes: readonly Axis[], offset: number, at: number): void {
    const span = axes.reduce((sum, { size, stride }) => sum + (size - 1) * stride, 1);
    const count = axes.reduce((product, { size }) => product * size, 1);
    if (span * this.#size <= windowBytes && span <= count * mostGap) {
      this.#readWindow(offset, span);
      this.#scatter(axes, 0, 0, at);
      return;
    }
    const [{ size, stride, step }, ...rest] = axes;
    for (let index = 0; index < size; index++) this.#fill(rest, offset + index * stride, at + index * step);
  }

  #readWindow(offset: number, elements: number): void {
    if (this.#window.length < elements) {
      this.#window = elementsOf(new ArrayBuffer(elements * this.#size), this.#size);
    }
    this.#read(new Uint8Array(this.#window.buffer, 0, elements * this.#size), offset * this.#size);
  }

  #scatter(axes: readonly Axis[], axis: number, from: number, to: number): void {
    if (axis === axes.length) {
      this.#tile[to] = this.#window[from];
      return;
    }
    const { size, stride, step } = axes[axis];
    if (axis === axes.length - 1) {
      const [tile, window] = [this.#tile, this.#window];
      for (let index = 0; index < size; index++) tile[to + index * step] = window[from + index * stride];
      return;
    }
    for (let index = 0; index < size; index++) {
      this.#scatter(axes, axis + 1, from + index * stride, to + index * step);
    }
  }
}
