import type { Dataset } from "../data/dataset.ts";
import type { Trainer } from "../readout/trainer.ts";
import type { Task } from "../tasks/task.ts";
import { consecutiveBatches } from "./batches.ts";
import type { Features } from "./features.ts";
import { LoadedAhead } from "./loaded-ahead.ts";
import type { PhaseClock } from "./phase-clock.ts";
import type { Progress } from "./progress.ts";

/** What reduces outputs to a task's parts. */
export interface Measurer {
  /** Images that are measured at once. */
  readonly count: number;
  /** One test image's part of the metrics. `outputs`: one `[n, H, W]` a readout. */
  measure(outputs: readonly Float32Array[], id: string): Promise<unknown>;
}

/** Measures in the process's own thread. */
export function measurerOf(
  task: Pick<Task<unknown, unknown>, "measure">,
  dataset: Pick<Dataset<unknown>, "readAnnotation">,
): Measurer {
  return {
    count: 1,
    measure: async (outputs, id) => task.measure(outputs, await dataset.readAnnotation(id)),
  };
}

export interface TestSet {
  readonly ids: readonly string[];
  readonly features: Features;
  readonly predictor: Pick<Trainer, "predict">;
  readonly batchSize: number;
  /** Batches of features that are loaded while another is predicted. */
  readonly ahead: number;
  readonly measurer: Measurer;
  readonly clock: PhaseClock;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** The one evaluation loop: predictions of every test image, reduced at once to the task's parts. */
export async function evaluateTestSet(test: TestSet): Promise<unknown[]> {
  const { ids, features, predictor, batchSize, ahead, measurer, clock, progress, signal } = test;
  const groups = consecutiveBatches(ids, batchSize);
  const batches = new LoadedAhead(
    groups.map((group) => () => features.batch(group)),
    ahead,
  );
  const parts: unknown[] = [];
  const measuring: Promise<unknown>[] = [];
  const finish = async (most: number) => {
    while (measuring.length > most) {
      parts.push(await measuring.shift());
      progress.update("evaluation", parts.length, ids.length);
    }
  };
  for (const group of groups) {
    signal.throwIfAborted();
    const batch = await clock.wait("evaluation", () => batches.next());
    const outputs = await predictor.predict(batch, group.length);
    for (const [place, id] of group.entries()) {
      const own = outputs.map((output) => {
        const length = output.length / group.length;
        return output.subarray(place * length, (place + 1) * length);
      });
      const part = measurer.measure(own, id);
      part.catch(() => {});
      measuring.push(part);
      // Outputs of one image take up to 40 MB: few wait for a thread.
      await finish(measurer.count);
    }
  }
  await finish(0);
  return parts;
}
