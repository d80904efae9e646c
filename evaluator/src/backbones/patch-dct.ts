import { z } from "zod";
import { type GraphBuilder, ints, type Value } from "../onnx/index.ts";

/**
 * A baseline without weights: each patch's pixels, projected channel by channel onto the lowest 2-D cosine functions in
 * zig-zag order (as JPEG orders them). Nothing is learned, so what a readout reaches with it is the readout's own merit.
 */
export const patchDctOptions = z
  .strictObject({
    /** Side of a patch, pixels. */
    patch_size: z.number().int().positive(),
    /** Cosine functions kept of each colour channel. */
    coefficients: z.number().int().positive(),
  })
  .refine((o) => o.coefficients <= o.patch_size ** 2, "coefficients: expected at most patch_size squared");
export type PatchDctOptions = z.infer<typeof patchDctOptions>;

/** The first `count` frequencies [vertical, horizontal] of a side x side block along the zig-zag of JPEG (T.81, figure 5). */
export function zigZag(side: number, count: number): [number, number][] {
  const order: [number, number][] = [];
  for (let sum = 0; sum <= 2 * (side - 1) && order.length < count; sum++) {
    const low = Math.max(0, sum - side + 1);
    const high = Math.min(sum, side - 1);
    for (let step = 0; step <= high - low && order.length < count; step++) {
      const vertical = sum % 2 === 0 ? high - step : low + step;
      order.push([vertical, sum - vertical]);
    }
  }
  return order;
}

/**
 * The orthonormal 2-D DCT-II of each channel as a convolution kernel [3 * K, 3, P, P]. Values are scaled by 1 / P, so that
 * coefficient 0 is the mean of the patch and the others have the pixels' scale.
 */
export function dctKernel({ patch_size: side, coefficients }: PatchDctOptions): Float32Array {
  const area = side * side;
  const kernel = new Float32Array(3 * coefficients * 3 * area);
  const cosine = (frequency: number, at: number) =>
    (frequency === 0 ? 1 : Math.SQRT2) * Math.cos((Math.PI * frequency * (2 * at + 1)) / (2 * side));
  zigZag(side, coefficients).forEach(([vertical, horizontal], index) => {
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const value = (cosine(vertical, y) * cosine(horizontal, x)) / area;
        for (let channel = 0; channel < 3; channel++) {
          const output = channel * coefficients + index;
          kernel[(output * 3 + channel) * area + y * side + x] = value;
        }
      }
    }
  });
  return kernel;
}

/** [B, 3, I, I] -> [B, 3 * K, I / P, I / P] */
export function buildPatchDct(graph: GraphBuilder, pixels: Value, o: PatchDctOptions): Value {
  const side = o.patch_size;
  const kernel = graph.constant("float32", [3 * o.coefficients, 3, side, side], dctKernel(o), "dct");
  return graph.op("Conv", [pixels, kernel], {
    kernel_shape: ints([side, side]),
    strides: ints([side, side]),
  });
}
