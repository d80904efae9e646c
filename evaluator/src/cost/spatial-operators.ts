import { elementCount } from "../math/element-count.ts";
import type { Inferred, OperatorCall } from "./operator-call.ts";

/** Operators on maps [B, C, ...places]: convolutions, pooling, resizing. */

interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Begins of all axes, then ends. */
  readonly pads: readonly number[];
}

function windowOf(call: OperatorCall, kernel: readonly number[]): Window {
  const ones = kernel.map(() => 1);
  return {
    kernel,
    strides: call.numbers("strides") ?? ones,
    dilations: call.numbers("dilations") ?? ones,
    pads: call.numbers("pads") ?? [...ones, ...ones].map(() => 0),
  };
}

/** Places that a window takes on each axis. */
function places(call: OperatorCall, { kernel, strides, dilations, pads }: Window): number[] {
  const isSame = call.text("auto_pad", "NOTSET").startsWith("SAME");
  const round = call.number("ceil_mode", 0) === 1 ? Math.ceil : Math.floor;
  return call
    .dims(0)
    .slice(2)
    .map((size, axis) => {
      if (isSame) return Math.ceil(size / strides[axis]!);
      const reach = dilations[axis]! * (kernel[axis]! - 1) + 1;
      const padded = size + pads[axis]! + pads[axis + kernel.length]!;
      return round((padded - reach) / strides[axis]!) + 1;
    });
}

function convolution(call: OperatorCall): Inferred[] {
  const [out = 0, , ...kernel] = call.dims(1);
  return [{ dims: [call.dims(0)[0] ?? 1, out, ...places(call, windowOf(call, kernel))] }];
}

function transposedConvolution(call: OperatorCall): Inferred[] {
  const [, perGroup = 0, ...kernel] = call.dims(1);
  const { strides, dilations, pads } = windowOf(call, kernel);
  const added = call.numbers("output_padding") ?? kernel.map(() => 0);
  const sizes = call
    .dims(0)
    .slice(2)
    .map(
      (size, axis) =>
        strides[axis]! * (size - 1) +
        added[axis]! +
        dilations[axis]! * (kernel[axis]! - 1) +
        1 -
        pads[axis]! -
        pads[axis + kernel.length]!,
    );
  const asked = call.numbers("output_shape");
  return [{ dims: [call.dims(0)[0] ?? 1, perGroup * call.number("group", 1), ...(asked ?? sizes)] }];
}

function pooling(call: OperatorCall): Inferred[] {
  const kernel = call.numbers("kernel_shape") ?? call.fail("has no kernel_shape");
  const dims = [...call.dims(0).slice(0, 2), ...places(call, windowOf(call, kernel))];
  return call.node.outputs.map(() => ({ dims }));
}

const globalPooling = (call: OperatorCall): Inferred[] => [
  { dims: call.dims(0).map((size, axis) => (axis < 2 ? size : 1)) },
];

/** Input 2 scales, input 3 sizes; of an axis that `axes` leaves out the size stays. */
function resize(call: OperatorCall): Inferred[] {
  const dims = [...call.dims(0)];
  const axes = call.numbers("axes") ?? dims.map((_, axis) => axis);
  const scales = call.inputs[2] && elementCount(call.dims(2)) > 0 ? call.values(2) : null;
  const sizes = scales ? null : call.values(3);
  axes.forEach((asked, index) => {
    const axis = call.axis(asked);
    dims[axis] = sizes ? sizes[index]! : Math.floor(dims[axis]! * scales![index]!);
  });
  return [{ dims }];
}

function depthToSpace(call: OperatorCall): Inferred[] {
  const side = call.number("blocksize", 1);
  const [batch = 1, channels = 0, height = 0, width = 0] = call.dims(0);
  return [{ dims: [batch, channels / side ** 2, height * side, width * side] }];
}

function spaceToDepth(call: OperatorCall): Inferred[] {
  const side = call.number("blocksize", 1);
  const [batch = 1, channels = 0, height = 0, width = 0] = call.dims(0);
  return [{ dims: [batch, channels * side ** 2, height / side, width / side] }];
}

export const spatialOperators = {
  ...{ Conv: convolution, ConvTranspose: transposedConvolution, Resize: resize },
  ...{ MaxPool: pooling, AveragePool: pooling, LpPool: pooling },
  ...{ GlobalMaxPool: globalPooling, GlobalAveragePool: globalPooling },
  ...{ DepthToSpace: depthToSpace, SpaceToDepth: spaceToDepth },
} as const;
