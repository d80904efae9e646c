import { test } from "vitest";
import { boundariesTask } from "./boundaries.ts";
import { instanceDiscriminationTask } from "./instance-discrimination.ts";
import { objectDetectionTask } from "./object-detection.ts";
import { expectOracleAhead, oracleSizes } from "./oracle-case.fixture.ts";

test("boundaries: nearly solved by an oracle, not by noise", () =>
  expectOracleAhead({
    task: boundariesTask(oracleSizes),
    score: ({ metrics }) => metrics["boundaries/iou"]?.(),
    ...{ better: "higher", oracle: 60, noise: 40, testImages: 6 },
    budget: { iterations: 100, learningRate: 0.01, batchSize: 4 },
  }));

test("object detection: nearly solved by an oracle, not by noise", () =>
  expectOracleAhead({
    task: objectDetectionTask(oracleSizes),
    // No object of a 64-pixel crop is large.
    score: ({ secondary }) => secondary.apAll,
    ...{ better: "higher", oracle: 0.45, noise: 0.15, testImages: 6 },
    budget: { iterations: 150, learningRate: 0.005, batchSize: 4 },
  }));

test("instance discrimination: nearly solved by an oracle, not by noise", () =>
  expectOracleAhead({
    task: instanceDiscriminationTask(oracleSizes),
    score: ({ metrics }) => metrics["instance-discrimination/ari"]?.(),
    // Noise has positions to go by, and shapes lie one a quarter.
    ...{ better: "higher", oracle: 75, noise: 50, testImages: 1 },
    budget: { iterations: 60, learningRate: 0.01, batchSize: 4 },
  }));
