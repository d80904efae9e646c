import { InputError } from "../files/input-error.ts";
import { relativeDifference } from "../math/relative-difference.ts";
import { normals } from "./random-source.ts";

/** Relative error ||a - b|| / ||b|| that float32 on another device may have (PROTOCOL.md); TF32 has 3e-4 and more. */
export const deviceTolerance = 1e-4;

/** Features [images, D', h, w] of normalised pixels [images, 3, I, I]. */
export type ComputeFeatures = (pixels: Float32Array, images: number) => Promise<Float32Array>;

/** What a device and the processor make of the same network. */
export interface Contenders {
  /** Who is asked, for messages. */
  readonly what: string;
  readonly inputSize: number;
  /** Images of one pass on the device. */
  readonly batch: number;
  readonly onDevice: ComputeFeatures;
  readonly onProcessor: ComputeFeatures;
}

/**
 * One seeded image at the real size on the device and on the processor; then the same image in the last place of a full
 * batch among others, which has to give the very same bits: or else numbers would depend on which images met.
 *
 * @returns the relative difference between device and processor
 * @throws InputError with the numbers where either is not so.
 */
export async function checkDevice(contenders: Contenders): Promise<number> {
  const { what, inputSize, batch, onDevice, onProcessor } = contenders;
  const length = 3 * inputSize ** 2;
  const pixels = normals("dense-probing/device-check/1", batch * length, 1);
  const image = pixels.subarray((batch - 1) * length);
  const alone = (await onDevice(image, 1)).slice();
  const expected = await onProcessor(image, 1);
  const difference = relativeDifference(alone, expected);
  if (!(difference <= deviceTolerance)) {
    throw new InputError(
      `${what}: features of one image differ from the processor's by ${difference.toExponential(2)} ` +
        `(||a - b|| / ||b||), expected at most ${deviceTolerance}; measure on --device cpu, or report the device`,
    );
  }
  if (batch > 1) requireSameBits(what, alone, await onDevice(pixels, batch), batch);
  return difference;
}

function requireSameBits(what: string, alone: Float32Array, together: Float32Array, batch: number): void {
  const last = together.subarray((batch - 1) * alone.length);
  const differs = alone.findIndex((value, index) => !Object.is(value, last[index]));
  if (differs < 0) return;
  throw new InputError(
    `${what}: feature ${differs} of an image is ${alone[differs]} in the first place of a batch of ${batch} and ` +
      `${last[differs]} in the last, expected the same bits; --batch 1 has one place`,
  );
}
