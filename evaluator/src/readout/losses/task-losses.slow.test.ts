/** Whole readouts under the losses of detection and instance discrimination, checked on both executors. */
import { describe, expect, test } from "vitest";
import { uniformFraction, xoshiro128 } from "../../math/random.ts";
import type { ExecutorId } from "../../program/executor.ts";
import { initialLossParameters, initialParameters } from "../parameters.ts";
import {
  classifierFacts,
  createTrainer,
  type LossSpec,
  pooledLoss,
  type Targets,
  type Trainer,
} from "../trainer.ts";
import { readoutConfig } from "../variants.ts";

const batch = 2;
const pixels = 16 * 24;
const random = xoshiro128([5, 0, 0, 0]);
const features = Float32Array.from({ length: batch * 6 * 12 }, () => 4 * uniformFraction(random) - 2);

function readout(outputs: number) {
  return readoutConfig({
    readout: "base",
    maskForm: "paper",
    featureDim: 6,
    featureGrid: [3, 4],
    queryGrid: [2, 3],
    outputs,
  });
}

function trainerFor(executor: ExecutorId, loss: LossSpec, outputs: readonly number[]): Promise<Trainer> {
  const readouts = outputs.map(readout);
  const classifier =
    loss.kind === "instance-classification"
      ? [initialLossParameters(classifierFacts(outputs[0], loss.classes), 1)]
      : [];
  return createTrainer({
    executor,
    readouts,
    loss,
    optimiser: { learningRate: 0.01, weightDecay: 0 },
    batchSize: batch,
    parameters: [...readouts.map((config, index) => initialParameters(config, 1, index)), ...classifier],
    pieceBytes: 512,
  });
}

const detection: LossSpec = { kind: "detection" };
const detectionTargets = Float32Array.from({ length: batch * 3 * pixels }, (_, entry) => {
  if (Math.floor(entry / pixels) % 3 === 0) return uniformFraction(random);
  return entry % 7 === 0 ? uniformFraction(random) : 0;
});

const instances: LossSpec = { kind: "instance-classification", classes: 9, samplesPerImage: 8 };
const samples = {
  pixels: Int32Array.from({ length: batch * 8 }, (_, sample) => (sample * 37) % pixels),
  classes: Int32Array.from({ length: batch * 8 }, (_, sample) => sample % 9),
};

const cases: readonly (readonly [string, LossSpec, readonly number[], Targets])[] = [
  ["detection", detection, [1, 2], detectionTargets],
  ["instance classification", instances, [4], samples],
];

/** The same losses from the predictions, in plain loops. */
function detectionByHand([heat, size]: readonly Float32Array[]): number {
  let [focal, distance, positives] = [0, 0, 0];
  for (let image = 0; image < batch; image++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const t = detectionTargets[3 * image * pixels + pixel];
      const p = 1 / (1 + Math.exp(-heat[image * pixels + pixel]));
      const q = p * t + (1 - p) * (1 - t);
      const entropy = -(t * Math.log(p) + (1 - t) * Math.log(1 - p));
      focal += (0.25 * t + 0.75 * (1 - t)) * (1 - q) ** 2 * entropy;
      for (const channel of [0, 1]) {
        const target = detectionTargets[(3 * image + 1 + channel) * pixels + pixel];
        if (target <= 0) continue;
        positives += 1;
        distance += Math.abs(size[(2 * image + channel) * pixels + pixel] - target);
      }
    }
  }
  return focal / (batch * pixels) + distance / positives;
}

function instancesByHand([embedding]: readonly Float32Array[], classifier: Float32Array): number {
  let total = 0;
  for (let sample = 0; sample < batch * 8; sample++) {
    const image = Math.floor(sample / 8);
    const logits = Array.from({ length: 9 }, (_, label) => {
      let logit = 0;
      for (let channel = 0; channel < 4; channel++) {
        const at = (4 * image + channel) * pixels + samples.pixels[sample];
        logit += embedding[at] * classifier[channel * 9 + label];
      }
      return logit;
    });
    const logTotal = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    total += logTotal - logits[samples.classes[sample]];
  }
  return total / (batch * 8);
}

describe.each(cases)("%s", (name, loss, outputs, targets) => {
  test("is what plain loops over the predictions give", async () => {
    await using trainer = await trainerFor("onnxruntime", loss, outputs);
    const predictions = await trainer.predict(features, batch);
    const classifier = trainer.parameters()[outputs.length]?.get("classifier.weight")?.data;
    const expected =
      name === "detection" ? detectionByHand(predictions) : instancesByHand(predictions, classifier!);
    expect(pooledLoss([await trainer.evaluate({ features, targets })])).toBeCloseTo(expected, 5);
    expect(await trainer.step({ features, targets })).toBeCloseTo(expected, 5);
  });

  test("has the same gradients on both executors, and trains", async () => {
    const [ours, theirs] = await Promise.all(
      (["onnxruntime", "tfjs-cpu"] as const).map((executor) => trainerFor(executor, loss, outputs)),
    );
    const before = await ours.step({ features, targets });
    expect(await theirs.step({ features, targets })).toBeCloseTo(before, 5);
    const [a, b] = [ours.exportState().firstMoment, theirs.exportState().firstMoment];
    const largest = a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    a.forEach((value, index) => {
      expect(Math.abs(value - b[index])).toBeLessThan(1e-4 * largest);
    });
    let last = before;
    for (let step = 0; step < 15; step++) last = await ours.step({ features, targets });
    expect(last).toBeLessThan(before);
    for (const trainer of [ours, theirs]) await trainer[Symbol.asyncDispose]();
  });
});
