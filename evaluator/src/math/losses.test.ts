import { describe, expect, test } from "vitest";
import { penaltyReducedFocalLoss, sigmoidFocalLoss } from "./focal-loss.ts";
import { protocolSigLoss, sigLoss } from "./sig-loss.ts";

/** Central differences of a loss at each of its inputs. */
function differences(loss: (x: Float64Array) => number, x: Float64Array): number[] {
  const step = 1e-6;
  return Array.from(x, (value, i) => {
    const moved = (to: number) => loss(x.map((other, j) => (j === i ? to : other)));
    return (moved(value + step) - moved(value - step)) / (2 * step);
  });
}

function expectClose(found: ArrayLike<number>, expected: readonly number[]): void {
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 6);
}

describe("gradients agree with central differences", () => {
  const logits = Float64Array.of(-3, -0.5, 0.2, 1.5, 4);
  const target = Float64Array.of(0, 0.3, 1, 0.9, 1);

  test("SigLoss", () => {
    const truth = Float64Array.of(1, 2.5, 0, 10, 4);
    const prediction = Float64Array.of(1.2, 2, 3, 8, 4.5);
    const { gradient, validPixels } = sigLoss(prediction, truth, protocolSigLoss);
    expect(validPixels).toBe(4);
    expectClose(
      gradient,
      differences((p) => sigLoss(p, truth, protocolSigLoss).value, prediction),
    );
  });

  test.each([0, 1, 2])("RetinaNet's focal loss, gamma %i", (gamma) => {
    const loss = (x: Float64Array) => sigmoidFocalLoss(x, target, { alpha: 0.25, gamma });
    expectClose(
      loss(logits).gradient,
      differences((x) => loss(x).value, logits),
    );
  });

  test("CenterNet's focal loss", () => {
    const loss = (x: Float64Array) => penaltyReducedFocalLoss(x, target, { alpha: 2, beta: 4 });
    expectClose(
      loss(logits).gradient,
      differences((x) => loss(x).value, logits),
    );
  });
});

describe("SigLoss at its edges", () => {
  test("a perfect prediction costs nothing and has no direction", () => {
    const { value, gradient } = sigLoss([2, 3], [2, 3], protocolSigLoss);
    expect(value).toBe(0);
    expect([...gradient]).toEqual([0, 0]);
  });

  test("fewer than two valid pixels: undefined", () => {
    expect(sigLoss([2, 3], [2, 0], protocolSigLoss).value).toBeNaN();
  });
});
