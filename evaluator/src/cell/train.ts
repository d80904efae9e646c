import type { ResultBundle } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import type { Trainer, TrainingBatch } from "../readout/trainer.ts";
import type { TrainingState } from "./checkpoint.ts";
import type { PhaseClock } from "./phase-clock.ts";
import type { Progress } from "./progress.ts";
import type { Budget } from "./request.ts";

/** Points of the learning curve that a result keeps, besides the validations. */
const curvePoints = 500;
const checkpointIntervalMs = 20_000;

export interface TrainingPlan {
  readonly trainer: Trainer;
  readonly budget: Budget;
  /** The images of one iteration; a function of the iteration alone. */
  batch(iteration: number): Promise<TrainingBatch>;
  /** Is the next batch loaded during an update? Not where two batches would not fit memory. */
  readonly prefetches: boolean;
  /** Pooled loss over the held-out images. */
  validationLoss(): Promise<number>;
  /** State to go on from; null: from the beginning. */
  readonly resumed: TrainingState | null;
  save(state: TrainingState): Promise<void>;
  readonly clock: PhaseClock;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface TrainingOutcome {
  readonly selectedIteration: number;
  readonly selection: ResultBundle["training"]["selection"];
  readonly curve: ResultBundle["training"]["curve"];
}

/**
 * The one training loop (paper, A.1): AdamW for a fixed number of iterations; the state with the lowest validation loss
 * is kept, the last one where the task has no validation. The trainer holds the selected state afterwards.
 *
 * @throws InputError on a loss that is not finite; an AbortError, with the state saved, when `signal` aborts.
 */
export async function train(plan: TrainingPlan): Promise<TrainingOutcome> {
  const { trainer, budget, clock, progress, signal } = plan;
  let state: TrainingState = plan.resumed ?? {
    iteration: 0,
    trainer: trainer.exportState(),
    best: null,
    curve: [],
  };
  trainer.importState(state.trainer);
  const stride = Math.ceil(budget.iterations / curvePoints);
  const begun = performance.now();
  let savedAt = begun;
  let waitedMs = 0;
  let next: Promise<TrainingBatch> | null = null;
  for (let iteration = state.iteration; iteration < budget.iterations; iteration++) {
    const asked = performance.now();
    const batch = await (next ?? plan.batch(iteration));
    waitedMs += performance.now() - asked;
    const loadsAhead = plan.prefetches && iteration + 1 < budget.iterations;
    next = loadsAhead ? prefetch(plan.batch(iteration + 1)) : null;
    const trainLoss = await clock.measure("training", () => trainer.step(batch));
    requireFinite("training", trainLoss, iteration);
    state = await afterUpdate(plan, state, { iteration, trainLoss, stride });
    progress.update("training", iteration + 1, budget.iterations, `loss ${trainLoss.toFixed(4)}`);
    const validated = state.best?.iteration === iteration + 1;
    if (signal.aborted || validated || performance.now() - savedAt > checkpointIntervalMs) {
      await plan.save({ ...state, trainer: trainer.exportState() });
      savedAt = performance.now();
    }
    signal.throwIfAborted();
  }
  const waited = Math.round((100 * waitedMs) / Math.max(performance.now() - begun, 1));
  progress.line(`training: waited ${waited} % of the time for data`);
  if (state.best) trainer.importState(state.best.trainer);
  return {
    selectedIteration: state.best?.iteration ?? budget.iterations,
    selection: state.best ? "best-validation" : "last",
    curve: state.curve,
  };
}

/** Marks the promise as handled: its error surfaces where the batch is awaited, not as an unhandled rejection. */
function prefetch<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  return work;
}

async function afterUpdate(
  plan: TrainingPlan,
  state: TrainingState,
  { iteration, trainLoss, stride }: { iteration: number; trainLoss: number; stride: number },
): Promise<TrainingState> {
  const updates = iteration + 1;
  const { iterations, validationInterval } = plan.budget;
  const validates =
    validationInterval !== null && (updates % validationInterval === 0 || updates === iterations);
  const kept = iteration % stride === 0 || validates || updates === iterations;
  const trainer = state.trainer;
  if (!validates) {
    const curve = kept ? [...state.curve, { iteration, trainLoss }] : state.curve;
    return { iteration: updates, trainer, best: state.best, curve };
  }
  const validationLoss = await plan.clock.measure("validation", () => plan.validationLoss());
  requireFinite("validation", validationLoss, iteration);
  const improved = state.best === null || validationLoss < state.best.loss;
  const best = improved
    ? { iteration: updates, loss: validationLoss, trainer: plan.trainer.exportState() }
    : state.best;
  return {
    iteration: updates,
    trainer,
    best,
    curve: [...state.curve, { iteration, trainLoss, validationLoss }],
  };
}

function requireFinite(kind: string, loss: number, iteration: number): void {
  if (Number.isFinite(loss)) return;
  throw new InputError(`${kind} loss at iteration ${iteration} is ${loss}; expected a finite number`);
}
