/** For tests: one task on features that contain the answer and on noise, through the loops that measure backbones. */
import { expect } from "vitest";
import type { TaskSizes } from "../protocol.ts";
import { noiseFeatures, oracleFeatures } from "./oracle.fixture.ts";
import { type ProbeBudget, probe } from "./probe.fixture.ts";
import { shapesDataset } from "./shapes.fixture.ts";
import type { Summary, Task } from "./task.ts";

/** Small enough to train within seconds. */
export const oracleSizes: TaskSizes = { imageSize: [64, 64], queryGrid: [8, 8] };

export interface OracleCase {
  readonly task: Task<unknown, unknown>;
  readonly score: (summary: Summary) => number | undefined;
  readonly better: "higher" | "lower";
  /** The oracle must be better than this ... */
  readonly oracle: number;
  /** ... and noise worse than this. */
  readonly noise: number;
  readonly budget: Omit<ProbeBudget, "seed">;
  readonly testImages: number;
}

/** Nearly solved by an oracle, not by noise. */
export async function expectOracleAhead(one: OracleCase): Promise<void> {
  const { task, score, better, oracle, noise, testImages } = one;
  const dataset = shapesDataset(task.id, 24, testImages);
  const answers = oracleFeatures(task, (id) => dataset.readAnnotation(id));
  const budget = { ...one.budget, seed: 0 };
  const withOracle = score(await probe(task, dataset, answers, budget));
  const withNoise = score(await probe(task, dataset, noiseFeatures(answers), budget));
  const sign = better === "higher" ? 1 : -1;
  expect(sign * Number(withOracle)).toBeGreaterThan(sign * oracle);
  expect(sign * Number(withNoise)).toBeLessThan(sign * noise);
}
