/** From tokens to pixels: the CNN gamma and the skip connection (paper, section 3; PROTOCOL.md). */

import * as op from "../program/operations.ts";
import type { Tensor } from "../program/tensor.ts";
import { pointwise } from "./feed-forward.ts";
import { resizeMatrix } from "./interpolation.ts";
import type { ParameterTensors } from "./parameter-tensors.ts";

/**
 * An image of n channels, `[B, phases, n, r, c]`. With one phase it is plain. With four, the pixels (2y + a, 2x + b) are
 * kept as one image for each (a, b), a before b. The last transposed convolution makes them so, and nothing after it
 * needs neighbours; interleaving 33 million logits would be the most expensive move of the whole step.
 */
export interface PhasedImage {
  readonly tensor: Tensor;
}

/** The plain image `[B, n, rows, columns]`. */
export function interleave({ tensor }: PhasedImage): Tensor {
  const [batch, phases, channels, rows, columns] = tensor.shape;
  if (phases === 1) return op.reshape(tensor, [batch, channels, rows, columns]);
  const split = op.reshape(tensor, [batch, 2, 2, channels, rows, columns]);
  return op.reshape(op.transpose(split, [0, 3, 4, 1, 5, 2]), [batch, channels, 2 * rows, 2 * columns]);
}

/**
 * Gamma plus skip: three times (3x3 convolution, ReLU, 2x2 transposed convolution of stride 2, ReLU), then 1x1; added to
 * the tokens enlarged bilinearly 8 times through their own 1x1.
 *
 * @param tokens `[B, D, rows, columns]`
 * @returns an image of 8 rows x 8 columns
 */
export function upsample(tokens: Tensor, parameters: ParameterTensors): PhasedImage {
  const once = block(block(tokens, parameters, 0), parameters, 1);
  const [batch, channels, rows, columns] = once.shape;
  const hidden = op.relu(op.convolution(once, parameters["up.2.conv.weight"], parameters["up.2.conv.bias"]));
  const phases = transposedConvolution(hidden, parameters, "up.2.tconv");
  const pixels = rows * columns;
  const rectified = op.reshape(op.relu(phases), [batch, 4, channels, pixels]);
  const weight = parameters["up.out.weight"];
  const outputs = weight.shape[0];
  const detail = op.matmul(op.reshape(weight, [outputs, channels]), rectified);
  // The skip's matrices sum to one, so both biases can join it while it is small.
  const skip = pointwise(flat(tokens), parameters, "skip");
  const biased = op.add(skip, op.reshape(parameters["up.out.bias"], [outputs, 1]));
  const coarse = enlarge(op.reshape(biased, [batch, outputs, ...tokens.shape.slice(2)]));
  return { tensor: op.add(op.reshape(detail, [batch, 4, outputs, rows, columns]), coarse.tensor) };
}

/** Without gamma: 3x3 convolution to the outputs, then bilinear enlargement (Table 5, "No CNN"). */
export function enlargeOnly(tokens: Tensor, parameters: ParameterTensors): PhasedImage {
  return enlarge(op.convolution(tokens, parameters["out.weight"], parameters["out.bias"]));
}

const flat = (x: Tensor): Tensor => op.reshape(x, [x.shape[0], x.shape[1], x.shape[2] * x.shape[3]]);

/** Convolution, ReLU, transposed convolution, ReLU: `[B, C, r, c]` to `[B, O, 2r, 2c]`. */
function block(x: Tensor, parameters: ParameterTensors, index: number): Tensor {
  const [filter, bias] = ["weight", "bias"].map((part) => parameters[`up.${index}.conv.${part}`]);
  const hidden = op.relu(op.convolution(x, filter, bias));
  const phases = op.relu(transposedConvolution(hidden, parameters, `up.${index}.tconv`));
  return interleave({ tensor: phases });
}

/**
 * 2x2 transposed convolution of stride 2, as the product it is: every input pixel makes its own four outputs.
 * `x [B, C, r, c]`, weight `[C, O, 2, 2]`; gives the phases `[B, 4, O, r, c]`.
 */
export function transposedConvolution(x: Tensor, parameters: ParameterTensors, name: string): Tensor {
  const weight = parameters[`${name}.weight`];
  const [channels, outputs] = weight.shape;
  const [batch, , rows, columns] = x.shape;
  const ofPhase = op.transpose(op.reshape(weight, [channels, outputs, 4]), [2, 1, 0]);
  const product = op.matmul(op.reshape(ofPhase, [4 * outputs, channels]), flat(x));
  const biased = op.add(
    op.reshape(product, [batch, 4, outputs, rows * columns]),
    op.reshape(parameters[`${name}.bias`], [outputs, 1]),
  );
  return op.reshape(biased, [batch, 4, outputs, rows, columns]);
}

const enlargement = 8;

/** Bilinear, 8 times in both directions, half-pixel centres; straight into phases. `x [B, n, r, c]`. */
function enlarge(x: Tensor): PhasedImage {
  const [batch, channels, rows, columns] = x.shape;
  const half = enlargement / 2;
  // [2, outputs of one phase, inputs]
  const phased = (inputs: number): { readonly even: Tensor; readonly odd: Tensor } => {
    const matrix = resizeMatrix(inputs, enlargement * inputs, "bilinear");
    const ofPhase = (phase: number): Tensor => {
      const taken = Float32Array.from({ length: half * inputs * inputs }, (_, entry) => {
        const row = 2 * Math.floor(entry / inputs) + phase;
        return matrix[row * inputs + (entry % inputs)];
      });
      return op.constant(taken, [half * inputs, inputs]);
    };
    return { even: ofPhase(0), odd: ofPhase(1) };
  };
  const [alongRows, alongColumns] = [phased(rows), phased(columns)];
  const stack = (pair: { even: Tensor; odd: Tensor }, lead: readonly number[], trail: readonly number[]) =>
    op.concat(
      [pair.even, pair.odd].map((matrix) => op.reshape(matrix, [...lead, 1, ...trail, ...matrix.shape])),
      lead.length,
    );
  const wide = op.matmul(op.reshape(x, [batch, 1, channels, rows, columns]), stack(alongColumns, [1], [1]), {
    right: "transposed",
  });
  const tall = op.matmul(
    stack(alongRows, [1], [1, 1]),
    op.reshape(wide, [batch, 1, 2, channels, rows, half * columns]),
  );
  return { tensor: op.reshape(tall, [batch, 4, channels, half * rows, half * columns]) };
}
