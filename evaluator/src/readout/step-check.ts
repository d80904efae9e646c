import { InputError } from "../files/input-error.ts";
import { elementCount } from "../math/element-count.ts";
import { relativeDifference } from "../math/relative-difference.ts";
import { type Device, deviceName } from "../onnx/index.ts";
import { compile } from "../program/compile.ts";
import type { Feeds } from "../program/executor.ts";
import type { Program } from "../program/tensor.ts";
import type { ParameterLayout } from "./parameter-tensors.ts";

/**
 * Relative error ||a - b|| / ||b|| of the loss and of every parameter's gradient that float32 on another device may have
 * (PROTOCOL.md). Gradients that vanish by mathematics, as the key's bias does, are noise: below a hundred-thousandth of the
 * whole, a gradient is measured against that.
 */
export const stepTolerance = 1e-3;
const vanishing = 1e-5;

export interface ComparedStep {
  readonly device: Device;
  readonly threads?: number;
  /** Gives `loss` and the flat `gradient`; one for the device and one for the processor, whose pieces differ. */
  readonly programs: { readonly device: Program; readonly processor: Program };
  readonly feeds: Feeds;
  readonly layout: ParameterLayout;
}

/**
 * Computes one step's loss and gradients on the device and on the processor.
 *
 * @returns the worst relative difference
 * @throws InputError naming what differs, with the numbers.
 */
export async function checkStep(step: ComparedStep): Promise<number> {
  const [found, expected] = [await gradients(step, "device"), await gradients(step, "processor")];
  const whole = norm(expected.gradient);
  const compared = step.layout.places.map(({ name, shape, offset }) => {
    const part = (of: Float32Array) => of.subarray(offset, offset + elementCount(shape));
    const [a, b] = [part(found.gradient), part(expected.gradient)];
    const scale = Math.max(norm(b), vanishing * whole);
    return { what: `gradient of ${name}`, difference: scale === 0 ? norm(a) : distance(a, b) / scale };
  });
  const loss = { what: "loss", difference: relativeDifference(found.loss, expected.loss) };
  // A difference that is no number is the worst.
  const rank = ({ difference }: typeof loss) =>
    Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  const worst = [loss, ...compared].reduce((a, b) => (rank(b) > rank(a) ? b : a));
  if (worst.difference <= stepTolerance) return worst.difference;
  throw new InputError(
    `readout on ${deviceName(step.device)}: ${worst.what} of the first step differs from the processor's by ` +
      `${worst.difference.toExponential(2)} (||a - b|| / ||b||), expected at most ${stepTolerance}; measure on --device cpu`,
  );
}

async function gradients({ programs, device, threads, feeds }: ComparedStep, where: "device" | "processor") {
  await using executable = await compile("onnxruntime", programs[where], {
    ...(where === "device" ? { device } : {}),
    ...(threads ? { threads } : {}),
  });
  const { loss, gradient } = await executable.run(feeds);
  return { loss: loss.slice(), gradient: gradient.slice() };
}

const norm = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

function distance(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(a.reduce((sum, value, index) => sum + (value - b[index]) ** 2, 0));
}
