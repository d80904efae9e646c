import { expect, test } from "vitest";
import { cpu } from "../onnx/index.ts";
import * as op from "../program/operations.ts";
import type { Program } from "../program/tensor.ts";
import { checkStep, stepTolerance } from "./step-check.ts";

/** Loss and gradient of two parameters; the second vanishes up to noise. `factor`: what a device gets wrong. */
function program(factor: number, noise: number): Program {
  const parameters = op.input("parameters", [2]);
  const gradient = op.add(
    op.multiply(parameters, op.constant(Float32Array.of(factor, 0), [2])),
    op.constant(Float32Array.of(0, noise), [2]),
  );
  return { inputs: [parameters], outputs: { loss: op.sum(parameters, [0]), gradient } };
}

const step = (device: Program, processor: Program) => ({
  device: cpu,
  programs: { device, processor },
  feeds: { parameters: Float32Array.of(3, 5) },
  layout: {
    length: 2,
    places: [
      { readout: 0, name: "weight", shape: [1], offset: 0 },
      { readout: 0, name: "bias", shape: [1], offset: 1 },
    ],
  },
});

test("a device whose gradients agree is taken; what vanishes is measured against the whole", async () => {
  expect(await checkStep(step(program(1, 2e-9), program(1, -1e-9)))).toBeLessThan(stepTolerance);
});

test.each([
  ["weight", program(1.01, 0)],
  ["bias", program(1, 0.01)],
  ["weight", program(Number.NaN, 0)],
])("one whose gradient of %s is wrong is refused, with the numbers", async (name, wrong) => {
  await expect(checkStep(step(wrong, program(1, 0)))).rejects.toThrow(
    new RegExp(
      `gradient of ${name} of the first step differs from the processor's by .*expected at most 0\\.001`,
    ),
  );
});
