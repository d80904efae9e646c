import { test } from "vitest";
import { cocoStuffTask } from "./coco-stuff.ts";
import { nyuv2DepthTask } from "./nyuv2-depth.ts";
import { expectOracleAhead, oracleSizes } from "./oracle-case.fixture.ts";
import { voc2012Task } from "./voc2012.ts";

test("VOC 2012: nearly solved by an oracle, not by noise", () =>
  expectOracleAhead({
    task: voc2012Task(oracleSizes),
    score: ({ metrics }) => metrics["voc2012/iou"]?.(),
    ...{ better: "higher", oracle: 75, noise: 25, testImages: 8 },
    budget: { iterations: 70, learningRate: 0.01, batchSize: 4 },
  }));

test("COCO-Stuff: nearly solved by an oracle, not by noise", () =>
  expectOracleAhead({
    task: cocoStuffTask({ imageSize: [48, 48], queryGrid: [6, 6] }),
    score: ({ metrics }) => metrics["coco-stuff/iou"]?.(),
    ...{ better: "higher", oracle: 55, noise: 25, testImages: 4 },
    budget: { iterations: 60, learningRate: 0.01, batchSize: 4 },
  }));

test("NYUv2 depth: nearly solved by an oracle, not by noise", () =>
  expectOracleAhead({
    task: nyuv2DepthTask(oracleSizes, [64, 64]),
    score: ({ metrics }) => metrics["nyuv2-depth/rmse"]?.(),
    ...{ better: "lower", oracle: 0.85, noise: 1.1, testImages: 8 },
    // A rate at which no output falls below zero metres for good, where SigLoss has no gradient.
    budget: { iterations: 200, learningRate: 0.003, batchSize: 4 },
  }));
