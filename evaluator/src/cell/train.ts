import type { ResultBundle } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { type LossStatistics, pooledLoss, type Trainer, type TrainingBatch } from "../readout/trainer.ts";
import type { TrainingState } from "./checkpoint.ts";
import { LoadedAhead } from "./loaded-ahead.ts";
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
  /** The held-out images in batches, each time the same. */
  readonly validationBatches: number;
  validationBatch(index: number): Promise<TrainingBatch>;
  /** Batches that are loaded during an update; none where two would not fit memory. */
  readonly ahead: number;
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
  let savedAt = performance.now();
  const batches = new LoadedAhead(loadsFrom(plan, state.iteration), plan.ahead);
  for (let iteration = state.iteration; iteration < budget.iterations; iteration++) {
    const trainLoss = await clock.measure("training", async () =>
      trainer.step(await clock.wait("training", () => batches.next())),
    );
    requireFinite("training", trainLoss, iteration);
    state = await afterUpdate(plan, batches, state, { iteration, trainLoss, stride });
    progress.update("training", iteration + 1, budget.iterations, `loss ${trainLoss.toFixed(4)}`);
    const validated = state.best?.iteration === iteration + 1;
    if (signal.aborted || validated || performance.now() - savedAt > checkpointIntervalMs) {
      await plan.save({ ...state, trainer: trainer.exportState() });
      savedAt = performance.now();
    }
    signal.throwIfAborted();
  }
  if (state.best) trainer.importState(state.best.trainer);
  return {
    selectedIteration: state.best?.iteration ?? budget.iterations,
    selection: state.best ? "best-validation" : "last",
    curve: state.curve,
  };
}

/** All batches in the order in which they are used, so that those of a validation are loaded during the updates before it. */
function* loadsFrom(plan: TrainingPlan, first: number): Generator<() => Promise<TrainingBatch>> {
  for (let iteration = first; iteration < plan.budget.iterations; iteration++) {
    yield () => plan.batch(iteration);
    if (!validatesAfter(plan.budget, iteration + 1)) continue;
    for (let index = 0; index < plan.validationBatches; index++) yield () => plan.validationBatch(index);
  }
}

function validatesAfter({ iterations, validationInterval }: Budget, updates: number): boolean {
  return validationInterval !== null && (updates % validationInterval === 0 || updates === iterations);
}

/** The loss pooled over all pixels of the held-out images, not a mean of means. */
async function validationLoss(
  { trainer, clock, validationBatches }: TrainingPlan,
  batches: LoadedAhead<TrainingBatch>,
): Promise<number> {
  const statistics: LossStatistics[] = [];
  for (let index = 0; index < validationBatches; index++) {
    statistics.push(await trainer.evaluate(await clock.wait("validation", () => batches.next())));
  }
  return pooledLoss(statistics);
}

async function afterUpdate(
  plan: TrainingPlan,
  batches: LoadedAhead<TrainingBatch>,
  state: TrainingState,
  { iteration, trainLoss, stride }: { iteration: number; trainLoss: number; stride: number },
): Promise<TrainingState> {
  const updates = iteration + 1;
  const validates = validatesAfter(plan.budget, updates);
  const kept = iteration % stride === 0 || validates || updates === plan.budget.iterations;
  const trainer = state.trainer;
  if (!validates) {
    const curve = kept ? [...state.curve, { iteration, trainLoss }] : state.curve;
    return { iteration: updates, trainer, best: state.best, curve };
  }
  const loss = await plan.clock.measure("validation", () => validationLoss(plan, batches));
  requireFinite("validation", loss, iteration);
  const improved = state.best === null || loss < state.best.loss;
  const best = improved ? { iteration: updates, loss, trainer: plan.trainer.exportState() } : state.best;
  return {
    iteration: updates,
    trainer,
    best,
    curve: [...state.curve, { iteration, trainLoss, validationLoss: loss }],
  };
}

function requireFinite(kind: string, loss: number, iteration: number): void {
  if (Number.isFinite(loss)) return;
  throw new InputError(`${kind} loss at iteration ${iteration} is ${loss}; expected a finite number`);
}
