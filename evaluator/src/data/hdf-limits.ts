import type { Dataset as HdfDataset } from "h5wasm/node";
import { elementCount } from "../math/element-count.ts";

/** Most that one read may take in memory, of values or of a stored piece that they are cut from. */
const mostBytes = 2 ** 28;

/** Throws RangeError where a read would take more memory than any frame or list does. */
export function requireBytes(values: number, { size, chunks }: HdfDataset["metadata"]): void {
  const largest = size * Math.max(values, elementCount(chunks ?? []));
  if (!(largest <= mostBytes)) {
    throw new RangeError(`${largest} bytes at once, where ${mostBytes} are allowed`);
  }
}

/** All values of an array. Throws RangeError where they are too many. */
export function allValues(dataset: HdfDataset): HdfDataset["value"] {
  requireBytes(dataset.metadata.total_size, dataset.metadata);
  return dataset.value;
}
