import { elementCount } from "../math/element-count.ts";
import * as op from "../program/operations.ts";
import type { Tensor } from "../program/tensor.ts";
import type { AttentiveConfig } from "./config.ts";
import { localityMask } from "./locality-mask.ts";
import type { ParameterTensors } from "./parameter-tensors.ts";
import {
  cellAxis,
  positionalEncoding,
  positionChannels,
  queryAxis,
  squaredDistances,
} from "./positional-encoding.ts";

/**
 * Masked cross-attention of a fixed query grid to the features (paper, Eq. 2), heads concatenated in order.
 *
 * The queries are worked off in pieces of at most `pieceBytes` of scores for the whole batch; their mask, which does not
 * depend on the image, is made once a piece. The backward pass computes each piece again. So memory is bounded by the
 * piece, not by batch x heads x queries x keys.
 *
 * @param features `[B, D', h * w]`
 * @returns `[B, 2D, Q]`
 */
export function maskedCrossAttention(
  features: Tensor,
  parameters: ParameterTensors,
  config: AttentiveConfig,
  pieceBytes: number,
): Tensor {
  const [batch, , cells] = features.shape;
  const { heads, dim } = config;
  const queries = elementCount(config.queryGrid);
  const axes = [0, 1].map((axis) =>
    queryAxis(config.queryGrid[axis], config.baseGrid[axis], config.alignment),
  );
  const piece = queriesPerPiece(queries, 4 * batch * heads * cells, pieceBytes);
  const pieces = queries / piece;

  const perQuery: Tensor[] = [];
  const shared = [projection("value", features, parameters, config)];
  if (config.mask !== "none") {
    const [rows, columns] = squaredDistances([axes[0], axes[1]], config.featureGrid);
    perQuery.push(
      op.constant(rows, [pieces, piece, config.featureGrid[0]]),
      op.constant(columns, [pieces, piece, config.featureGrid[1]]),
    );
    shared.push(parameters.sigma);
  }
  if (config.scores === "queries-and-mask") {
    const encoding = op.constant(positionalEncoding(axes[0], axes[1]), [queries, positionChannels]);
    perQuery.push(scaledQueries(encoding, parameters, config, pieces));
    shared.push(projection("key", features, parameters, config));
  }
  const { stacked } = op.mapPieces(perQuery, shared, (ofPiece, ofAll) => {
    const [values, ...rest] = ofAll;
    return {
      stacked: [op.matmul(attention(ofPiece, rest, config), values, { right: "transposed" })],
      summed: [],
    };
  });
  // [pieces, B, heads, piece, 2d] -> [B, heads, 2d, pieces, piece]
  return op.reshape(op.transpose(stacked[0], [1, 2, 4, 0, 3]), [batch, 2 * dim, queries]);
}

/** Softmax over the cells: `[B or 1, heads, q, cells]`. */
function attention(ofPiece: readonly Tensor[], ofAll: readonly Tensor[], config: AttentiveConfig): Tensor {
  const mask = config.mask === "none" ? null : localityMask(config.mask, ofPiece[0], ofPiece[1], ofAll[0]);
  if (config.scores === "mask-only") {
    if (!mask) throw new Error("a readout without queries needs a mask");
    const [, masks, queries, cells] = mask.shape;
    return op.softmax(masks === config.heads ? mask : op.broadcast(mask, [1, config.heads, queries, cells]));
  }
  const [queries] = ofPiece.slice(-1);
  const [keys] = ofAll.slice(-1);
  const scores = op.matmul(op.reshape(queries, [1, ...queries.shape]), keys);
  return op.softmax(mask ? op.add(scores, mask) : scores);
}

/** `[pieces, heads, q, d]`, divided by sqrt(d) here, where it costs nothing. */
function scaledQueries(
  encoding: Tensor,
  parameters: ParameterTensors,
  { dim, heads }: AttentiveConfig,
  pieces: number,
): Tensor {
  const projected = op.add(
    op.matmul(encoding, parameters["query.weight"], { right: "transposed" }),
    parameters["query.bias"],
  );
  const scaled = op.multiply(projected, 1 / Math.sqrt(dim / heads));
  const piece = encoding.shape[0] / pieces;
  return op.transpose(op.reshape(scaled, [pieces, piece, heads, dim / heads]), [0, 2, 1, 3]);
}

/**
 * Keys or values, `[B, heads, channels of a head, cells]`. The features' own position encoding is appended after the
 * backbone's channels; it is the same for every image, so its part of the product is made once.
 */
function projection(
  name: "key" | "value",
  features: Tensor,
  parameters: ParameterTensors,
  { featureDim, featureGrid, heads }: AttentiveConfig,
): Tensor {
  const weight = parameters[`${name}.weight`];
  const outputs = weight.shape[0];
  const [batch, , cells] = features.shape;
  const encoding = op.constant(positionalEncoding(cellAxis(featureGrid[0]), cellAxis(featureGrid[1])), [
    cells,
    positionChannels,
  ]);
  const ofImage = op.matmul(op.slice(weight, 1, 0, featureDim), features);
  const ofPosition = op.matmul(op.slice(weight, 1, featureDim, positionChannels), encoding, {
    right: "transposed",
  });
  const constantPart = op.add(ofPosition, op.reshape(parameters[`${name}.bias`], [outputs, 1]));
  return op.reshape(op.add(ofImage, constantPart), [batch, heads, outputs / heads, cells]);
}

/** Largest divisor of `queries` whose scores stay within `pieceBytes`; one query where even that is too much. */
export function queriesPerPiece(queries: number, bytesPerQuery: number, pieceBytes: number): number {
  for (let piece = queries; piece > 1; piece--) {
    if (queries % piece === 0 && piece * bytesPerQuery <= pieceBytes) return piece;
  }
  return 1;
}
