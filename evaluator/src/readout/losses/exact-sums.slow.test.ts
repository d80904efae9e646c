/** Losses at the sizes that train and validate, against sums in double precision of the same predictions. */
import { describe, expect, test } from "vitest";
import { uniformFraction, xoshiro128 } from "../../math/random.ts";
import { initialLossParameters, initialParameters } from "../parameters.ts";
import {
  classifierFacts,
  createTrainer,
  type InstanceSamples,
  type LossSpec,
  pooledLoss,
  type Targets,
} from "../trainer.ts";
import { readoutConfig } from "../variants.ts";
import { sigLossEpsilon, sigLossLambda } from "./scale-invariant-log.ts";

const images = 4;
const classCount = 3000;

interface Case {
  readonly loss: LossSpec;
  /** Channels of each readout. */
  readonly outputs: readonly number[];
  readonly queries: number;
  targets(pixels: number): Targets;
  /** In double; `[images, n, pixels]` a readout. @param classifier `[n, classes]`, of instance discrimination */
  inDouble(
    predictions: readonly Float32Array[],
    targets: Targets,
    pixels: number,
    classifier: Float32Array,
  ): number;
}

const random = xoshiro128([7, 0, 0, 0]);
const below = (bound: number) => Math.floor(bound * uniformFraction(random));
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const cases: Readonly<Record<string, Case>> = {
  "cross-entropy of 21 classes": {
    loss: { kind: "cross-entropy", ignoreLabel: 255 },
    outputs: [21],
    queries: 28,
    targets: (pixels) =>
      Uint8Array.from({ length: images * pixels }, () => (below(9) === 0 ? 255 : below(21))),
    inDouble([logits = new Float32Array()], targets, pixels) {
      const losses: number[] = [];
      (targets as Uint8Array).forEach((label, place) => {
        if (label === 255) return;
        const [image, pixel] = [Math.floor(place / pixels), place % pixels];
        const own = Array.from(
          { length: 21 },
          (_, k) => logits[(image * 21 + k) * pixels + pixel] ?? Number.NaN,
        );
        losses.push(
          Math.log(own.reduce((sum, logit) => sum + Math.exp(logit), 0)) - (own[label] ?? Number.NaN),
        );
      });
      return mean(losses);
    },
  },
  "binary cross-entropy": {
    loss: { kind: "binary-cross-entropy" },
    outputs: [1],
    queries: 56,
    targets: (pixels) => Uint8Array.from({ length: images * pixels }, () => Number(below(14) === 0)),
    inDouble: ([logits = new Float32Array()], targets) =>
      mean(Array.from(logits, (x, place) => softplus(x) - x * Number((targets as Uint8Array)[place]))),
  },
  detection: {
    loss: { kind: "detection" },
    outputs: [1, 2],
    queries: 56,
    targets: (pixels) =>
      Float32Array.from({ length: 3 * images * pixels }, (_, place) => {
        const isHeat = Math.floor(place / pixels) % 3 === 0;
        return isHeat ? uniformFraction(random) ** 8 : below(50) === 0 ? uniformFraction(random) : 0;
      }),
    inDouble([heat = new Float32Array(), size = new Float32Array()], targets, pixels) {
      const target = targets as Float32Array;
      const [focal, distance]: [number[], number[]] = [[], []];
      for (let image = 0; image < images; image++) {
        for (let pixel = 0; pixel < pixels; pixel++) {
          const x = heat[image * pixels + pixel] ?? Number.NaN;
          const t = target[3 * image * pixels + pixel] ?? Number.NaN;
          const p = 1 / (1 + Math.exp(-x));
          focal.push((0.25 * t + 0.75 * (1 - t)) * (p + t - 2 * p * t) ** 2 * (softplus(x) - x * t));
          for (const channel of [0, 1]) {
            const length = target[(3 * image + 1 + channel) * pixels + pixel] ?? Number.NaN;
            const predicted = size[(2 * image + channel) * pixels + pixel] ?? Number.NaN;
            if (length > 0) distance.push(Math.abs(predicted - length));
          }
        }
      }
      return mean(focal) + mean(distance);
    },
  },
  "depth, SigLoss": {
    loss: { kind: "siglog", labelSize: [224, 224] },
    outputs: [1],
    queries: 28,
    targets: (pixels) =>
      Float32Array.from({ length: images * pixels }, () =>
        below(9) === 0 ? 0 : 0.5 + 9 * uniformFraction(random),
      ),
    inDouble([depth = new Float32Array()], targets) {
      const errors = Array.from(targets as Float32Array).flatMap((truth, place) =>
        truth > 0
          ? [
              Math.log(Math.max(depth[place] ?? Number.NaN, 0) + sigLossEpsilon) -
                Math.log(truth + sigLossEpsilon),
            ]
          : [],
      );
      const centre = mean(errors);
      const variance = errors.reduce((sum, error) => sum + (error - centre) ** 2, 0) / (errors.length - 1);
      return Math.sqrt(variance + sigLossLambda * centre ** 2);
    },
  },
  "instance classification": {
    loss: { kind: "instance-classification", classes: classCount, samplesPerImage: 256 },
    outputs: [32],
    queries: 28,
    targets: (pixels) => ({
      pixels: Int32Array.from({ length: images * 256 }, () => below(pixels)),
      classes: Int32Array.from({ length: images * 256 }, () => below(classCount)),
    }),
    inDouble([embedding], targets, pixels, classifier) {
      const samples = targets as InstanceSamples;
      return mean(
        Array.from(samples.pixels, (pixel, sample) => {
          const image = Math.floor(sample / 256);
          const logits = new Float64Array(classCount);
          for (let channel = 0; channel < 32; channel++) {
            const value = embedding[(image * 32 + channel) * pixels + pixel];
            for (let k = 0; k < classCount; k++) logits[k] += value * classifier[channel * classCount + k];
          }
          const shift = Math.max(...logits);
          const sum = logits.reduce((total, logit) => total + Math.exp(logit - shift), 0);
          return Math.log(sum) + shift - logits[samples.classes[sample]];
        }),
      );
    },
  },
};

async function lossesOf({ loss, outputs, queries, targets, inDouble }: Case, pieceBytes: number) {
  const readouts = outputs.map((count) =>
    readoutConfig({
      readout: "base",
      maskForm: "paper",
      featureDim: 6,
      featureGrid: [7, 7],
      queryGrid: [queries, queries],
      outputs: count,
      ...(loss.kind === "siglog" ? { outputBias: 1 } : {}),
    }),
  );
  const classifiers =
    loss.kind === "instance-classification"
      ? [initialLossParameters(classifierFacts(outputs[0], loss.classes), 1)]
      : [];
  await using trainer = await createTrainer({
    executor: "onnxruntime",
    readouts,
    loss,
    optimiser: { learningRate: 0, weightDecay: 0 },
    batchSize: images,
    parameters: [...readouts.map((config, index) => initialParameters(config, 1, index)), ...classifiers],
    pieceBytes,
  });
  const pixels = (8 * queries) ** 2;
  const stream = xoshiro128([5, 0, 0, 0]);
  const features = Float32Array.from({ length: images * 6 * 49 }, () => 4 * uniformFraction(stream) - 2);
  const wanted = targets(pixels);
  const predictions = (await trainer.predict(features, images)).map((one) => Float32Array.from(one));
  const classifier = classifiers[0]?.get("classifier.weight")?.data ?? new Float32Array();
  const validated = pooledLoss([await trainer.evaluate({ features, targets: wanted })]);
  const trained = await trainer.step({ features, targets: wanted });
  return { validated, trained, exact: inDouble(predictions, wanted, pixels, classifier) };
}

describe.each(Object.entries(cases))("%s", (_, one) => {
  test.each([1e6, 1e12])("is what double precision gives, in pieces of %d bytes", async (pieceBytes) => {
    const { validated, trained, exact } = await lossesOf(one, pieceBytes);
    expect(Math.abs(validated / exact - 1)).toBeLessThan(1e-6);
    expect(Math.abs(trained / exact - 1)).toBeLessThan(1e-6);
  });
});
