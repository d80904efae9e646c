/**
 * Sums in stages: one sum of a million values in single precision came out up to 6e-4 of itself too low, and depended on
 * how many images were summed at once, with the validation loss and what it selects.
 */
import { elementCount } from "../../math/element-count.ts";
import * as op from "../../program/operations.ts";
import type { Tensor } from "../../program/tensor.ts";

/** The sum of each image's values by itself, along rows of about as many values as there are rows. `[images, ...]` -> `[images]` */
export function imageSums(values: Tensor): Tensor {
  const [images] = values.shape;
  const count = elementCount(values.shape) / images;
  const length = rowLength(count);
  const rows = op.sum(op.reshape(values, [images, count / length, length]), [2]);
  return op.reshape(op.sum(op.reshape(rows, [images, count / length]), [1]), [images]);
}

/** The sum of all values, image by image. `[images, ...]` -> `[]` */
export function total(values: Tensor): Tensor {
  const sums = imageSums(values);
  return op.reshape(imageSums(op.reshape(sums, [1, ...sums.shape])), []);
}

/** The largest divisor that is no longer than what it leaves. */
function rowLength(count: number): number {
  let length = Math.floor(Math.sqrt(count));
  while (count % length > 0) length--;
  return length;
}
