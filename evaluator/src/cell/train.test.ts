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

/** A trainer whose losses are given; its one parameter counts the updates. */
function scripted(losses: readonly number[]): Trainer {
  let state = noState;
  return {
    engine: { name: "script", version: "0", backend: "none", device: "none" },
    parameters: () => [],
    step: async () => {
      const step = state.step + 1;
      state = { ...state, step, parameters: Float32Array.of(step) };
      return losses[step - 1];
    },
    evaluate: async () => ({ kind: "mean", sum: 0, count: 1 }),
    predict: async () => [],
    exportState: () => state,
    importState: (next) => {
      state = next;
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

function plan(trainer: Trainer, validation: readonly number[] | null): TrainingPlan {
  const iterations = 6;
  let validations = 0;
  return {
    trainer,
    budget: { name: "smoke", iterations, batchSize: 1, validationInterval: validation ? 2 : null },
    prefetches: true,
    batch: async () => ({ features: new Float32Array(1), targets: new Uint8Array(1) }),
    validationLoss: async () => validation?.[validations++] ?? Number.NaN,
    resumed: null,
    save: async () => {},
    clock: new PhaseClock(),
    progress: silent,
    signal: new AbortController().signal,
  };
}

const falling = [6, 5, 4, 3, 2, 1];

test("keeps the state of the lowest validation loss", async () => {
  const trainer = scripted(falling);
  const outcome = await train(plan(trainer, [3, 1, 2]));
  expect(outcome).toMatchObject({ selection: "best-validation", selectedIteration: 4 });
  expect(trainer.exportState().step).toBe(4);
});

test("loads one batch ahead, or none where two take too much memory", async () => {
  for (const prefetches of [true, false]) {
    const asked: string[] = [];
    const trainer = scripted(falling);
    const step = async (batch: TrainingBatch) => {
      asked.push("step");
      return trainer.step(batch);
    };
    const base = plan({ ...trainer, step }, null);
    const batch = async (iteration: number) => {
      asked.push(`batch ${iteration}`);
      return base.batch(iteration);
    };
    await train({ ...base, prefetches, batch });
    expect(asked.slice(0, 4)).toEqual(
      prefetches ? ["batch 0", "batch 1", "step", "batch 2"] : ["batch 0", "step", "batch 1", "step"],
    );
  }
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
  await expect(train(plan(scripted(falling), [Number.POSITIVE_INFINITY]))).rejects.toThrow(/validation loss/);
});
