/** On features that contain the answer every task is nearly solved; on noise it is not (both through the real loops). */
import { expect, test } from "vitest";
import type { TaskSizes } from "../protocol.ts";
import { boundariesTask } from "./boundaries.ts";
import { cocoStuffTask } from "./coco-stuff.ts";
import { instanceDiscriminationTask } from "./instance-discrimination.ts";
import { nyuv2DepthTask } from "./nyuv2-depth.ts";
import { objectDetectionTask } from "./object-detection.ts";
import { noiseFeatures, oracleFeatures } from "./oracle.fixture.ts";
import { type ProbeBudget, probe } from "./probe.fixture.ts";
import { shapesDataset } from "./shapes.fixture.ts";
import type { Summary, Task } from "./task.ts";
import { voc2012Task } from "./voc2012.ts";

const sizes: TaskSizes = { imageSize: [64, 64], queryGrid: [8, 8] };

interface OracleCase {
  readonly task: Task<unknown, unknown>;
  readonly score: (summary: Summary) => number | undefined;
  readonly better: "higher" | "lower";
  /** The oracle must be better than `oracle`, noise worse than `noise`. */
  readonly oracle: number;
  readonly noise: number;
  readonly budget: Omit<ProbeBudget, "seed" | "batchSize">;
  readonly testImages: number;
}

const quick = { iterations: 100, learningRate: 0.01 };
// Metres need a rate at which no output falls below zero for good, where SigLoss has no gradient.
const careful = { iterations: 300, learningRate: 0.003 };

const cases: readonly OracleCase[] = [
  {
    task: voc2012Task(sizes),
    score: ({ metrics }) => metrics["voc2012/iou"]?.(),
    ...{ better: "higher", oracle: 80, noise: 25, budget: quick, testImages: 8 },
  },
  {
    task: cocoStuffTask(sizes),
    score: ({ metrics }) => metrics["coco-stuff/iou"]?.(),
    ...{ better: "higher", oracle: 60, noise: 25, budget: { ...quick, iterations: 40 }, testImages: 4 },
  },
  {
    task: nyuv2DepthTask(sizes, [64, 64]),
    score: ({ metrics }) => metrics["nyuv2-depth/rmse"]?.(),
    ...{ better: "lower", oracle: 0.85, noise: 1.1, budget: careful, testImages: 8 },
  },
  {
    task: boundariesTask(sizes),
    score: ({ metrics }) => metrics["boundaries/iou"]?.(),
    ...{ better: "higher", oracle: 65, noise: 40, budget: quick, testImages: 8 },
  },
  {
    task: objectDetectionTask(sizes),
    // No object of a 64-pixel crop is large.
    score: ({ secondary }) => secondary.apAll,
    ...{ better: "higher", oracle: 0.4, noise: 0.2, budget: { ...careful, iterations: 150 }, testImages: 8 },
  },
  {
    task: instanceDiscriminationTask(sizes),
    score: ({ metrics }) => metrics["instance-discrimination/ari"]?.(),
    ...{ better: "higher", oracle: 80, noise: 60, budget: { ...quick, iterations: 60 }, testImages: 2 },
  },
];

test.each(cases.map((one) => [one.task.id, one] as const))(
  "%s: nearly solved by an oracle, not by noise",
  async (_, { task, score, better, oracle, noise, budget, testImages }) => {
    const dataset = shapesDataset(task.id, 24, testImages);
    const answers = oracleFeatures(task, (id) => dataset.readAnnotation(id));
    const run = { ...budget, seed: 0, batchSize: 8 };
    const withOracle = score(await probe(task, dataset, answers, run));
    const withNoise = score(await probe(task, dataset, noiseFeatures(answers), run));
    const sign = better === "higher" ? 1 : -1;
    expect(sign * Number(withOracle)).toBeGreaterThan(sign * oracle);
    expect(sign * Number(withNoise)).toBeLessThan(sign * noise);
  },
);
