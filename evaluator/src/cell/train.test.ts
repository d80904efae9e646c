import { expect, test } from "vitest";
import type { Trainer, TrainerState, TrainingBatch } from "../readout/trainer.ts";
import { PhaseClock } from "./phase-clock.ts";
import { silent } from "./silent.fixture.ts";
import { type TrainingPlan, train } from "./train.ts";

const noState: TrainerState = {
  step: 0,
  parameters: new Float32Array(1),
  firstMoment: new Float32Array(1),
  secondMoment: new Float32Array(1),
};

/** A trainer whose losses, of updates and of validations, are given; its one parameter counts the updates. */
function scripted(losses: readonly number[], validation: readonly number[] = []): Trainer {
  let state = noState;
  let validations = 0;
  return {
    engine: { name: "script", version: "0", backend: "none", device: "none" },
    parameters: () => [],
    step: async () => {
      const step = state.step + 1;
      state = { ...state, step, parameters: Float32Array.of(step) };
      return losses[step - 1];
    },
    evaluate: async () => ({ kind: "mean", sum: validation[validations++], count: 1 }),
    predict: async () => [],
    exportState: () => state,
    importState: (next) => {
      state = next;
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

function plan(trainer: Trainer, validationInterval: number | null): TrainingPlan {
  const iterations = 6;
  const batch = async () => ({ features: new Float32Array(1), targets: new Uint8Array(1) });
  return {
    trainer,
    budget: { name: "smoke", iterations, batchSize: 1, validationInterval },
    ahead: 1,
    batch,
    validationBatches: 1,
    validationBatch: batch,
    resumed: null,
    save: async () => {},
    clock: new PhaseClock(),
    progress: silent,
    signal: new AbortController().signal,
  };
}

const falling = [6, 5, 4, 3, 2, 1];

test("keeps the state of the lowest validation loss", async () => {
  const trainer = scripted(falling, [3, 1, 2]);
  const outcome = await train(plan(trainer, 2));
  expect(outcome).toMatchObject({ selection: "best-validation", selectedIteration: 4 });
  expect(trainer.exportState().step).toBe(4);
});

/** What a plan asks for, in its order. */
async function asked(ahead: number, validationInterval: number | null): Promise<string[]> {
  const calls: string[] = [];
  const trainer = scripted(falling, [1, 1, 1]);
  const step = async (batch: TrainingBatch) => {
    calls.push("step");
    return trainer.step(batch);
  };
  const base = plan({ ...trainer, step }, validationInterval);
  const batch = (iteration: number) => {
    calls.push(`batch ${iteration}`);
    return base.batch(iteration);
  };
  const validationBatch = (index: number) => {
    calls.push(`held out ${index}`);
    return base.validationBatch(index);
  };
  await train({ ...base, ahead, batch, validationBatch });
  return calls;
}

test.each([
  [0, ["batch 0", "step", "batch 1", "step"]],
  [1, ["batch 0", "batch 1", "step", "batch 2"]],
  [3, ["batch 0", "batch 1", "batch 2", "batch 3", "step", "batch 4"]],
])("loads %i batches ahead, or none where two take too much memory", async (ahead, expected) => {
  expect((await asked(ahead, null)).slice(0, expected.length)).toEqual(expected);
});

test("loads what a validation needs during the updates before it, and the next updates' during it", async () => {
  const calls = await asked(1, 2);
  expect(calls.slice(0, 7)).toEqual([
    "batch 0",
    "batch 1",
    "step",
    "held out 0",
    "step",
    "batch 2",
    "batch 3",
  ]);
  expect(calls.filter((call) => call === "held out 0")).toHaveLength(3);
});

test("without validation the last state stays", async () => {
  const trainer = scripted(falling);
  const outcome = await train(plan(trainer, null));
  expect(outcome).toMatchObject({ selection: "last", selectedIteration: 6 });
  expect(trainer.exportState().step).toBe(6);
});

test("a loss that is not finite ends the run and says when", async () => {
  const run = train(plan(scripted([3, Number.NaN]), null));
  await expect(run).rejects.toThrow("training loss at iteration 1 is NaN; expected a finite number");
  const endless = scripted(falling, [Number.POSITIVE_INFINITY]);
  await expect(train(plan(endless, 2))).rejects.toThrow(/validation loss/);
});
