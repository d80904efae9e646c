import * as op from "../program/operations.ts";
import type { Tensor } from "../program/tensor.ts";
import type { MaskForm } from "./config.ts";

/**
 * The locality mask of Eq. 2, M = exp(-r^2 / 2s^2) / (s sqrt(2 pi)); in the authors' released form r^4 stands for r^2. It
 * is added to the scores as it is: a bounded bump, not a logarithm. A negative s turns the bump into a dent.
 *
 * @param rowDistances `[q, rows]` squared distances of q queries to the feature rows, `columnDistances` `[q, columns]`.
 * @param sigma `[heads]`, or `[1]` where all heads share it.
 * @returns `[1, heads or 1, q, rows * columns]`
 */
export function localityMask(
  form: Exclude<MaskForm, "none">,
  rowDistances: Tensor,
  columnDistances: Tensor,
  sigma: Tensor,
): Tensor {
  const [queries, rows] = rowDistances.shape;
  const columns = columnDistances.shape[1];
  const squared = op.add(
    op.reshape(rowDistances, [queries, rows, 1]),
    op.reshape(columnDistances, [queries, 1, columns]),
  );
  const distance = op.reshape(form === "paper" ? squared : op.multiply(squared, squared), [
    1,
    queries,
    rows * columns,
  ]);
  const width = op.reshape(sigma, [sigma.shape[0], 1, 1]);
  const slope = op.negate(op.reciprocal(op.multiply(op.multiply(width, width), 2)));
  const peak = op.reciprocal(op.multiply(width, Math.sqrt(2 * Math.PI)));
  const mask = op.multiply(op.exp(op.multiply(distance, slope)), peak);
  return op.reshape(mask, [1, ...mask.shape]);
}
