import { expect, test } from "vitest";
import type { TrainingState } from "../cell/checkpoint.ts";
import { train } from "../cell/train.ts";
import { instanceDiscriminationTask } from "./instance-discrimination.ts";
import { noiseFeatures, oracleFeatures } from "./oracle.fixture.ts";
import { startProbe } from "./probe.fixture.ts";
import { shapesDataset } from "./shapes.fixture.ts";

test("instance discrimination resumed after three updates: the classifier and the samples go on bit by bit", async () => {
  const task = instanceDiscriminationTask({ imageSize: [32, 32], queryGrid: [4, 4] });
  const dataset = shapesDataset(task.id, 6, 1);
  const features = noiseFeatures(oracleFeatures(task, (id) => dataset.readAnnotation(id)));
  const budget = { seed: 3, iterations: 6, batchSize: 2, learningRate: 0.01 };

  const whole = await startProbe(task, dataset, features, budget);
  const { curve } = await train(whole.plan);

  const cut = await startProbe(task, dataset, features, budget);
  const controller = new AbortController();
  const saved: TrainingState[] = [];
  const interrupted = train({
    ...cut.plan,
    save: async (state) => {
      saved.push(structuredClone(state));
    },
    progress: { line: () => {}, update: (_, done) => void (done === 3 && controller.abort()) },
    signal: controller.signal,
  });
  await expect(interrupted).rejects.toMatchObject({ name: "AbortError" });

  const resumed = await startProbe(task, dataset, features, budget);
  const last = saved.at(-1);
  expect(last?.iteration).toBe(3);
  const outcome = await train({ ...resumed.plan, resumed: last ?? null });
  expect(outcome).toMatchObject({ curve, selection: "last", selectedIteration: 6 });
  expect(resumed.trainer.exportState()).toEqual(whole.trainer.exportState());
  const classifier = whole.trainer.parameters()[1].get("classifier.weight");
  expect(classifier?.dims).toEqual([32, dataset.classes]);
  for (const { trainer } of [whole, cut, resumed]) await trainer[Symbol.asyncDispose]();
});
