import "../data/decoders.ts";
import type { Targets } from "../readout/trainer.ts";
import { dataThreads } from "../threads/data-threads.ts";
import { JobThreads } from "../threads/job-thread.ts";
import { defaultKeptBytes } from "./targets.ts";
import type { TargetDraw, TaskJob, TaskPlace, TaskReply } from "./task-jobs.ts";

/**
 * Threads that have the task and its data set open, as the process has: they make targets ahead of the trainer and measure
 * outputs behind it, since a running session blocks the process's own thread.
 */
export class TaskThreads implements AsyncDisposable {
  readonly count = dataThreads();
  readonly #threads: JobThreads<TaskJob, TaskReply>;

  constructor(place: Omit<TaskPlace, "keptBytes">) {
    const start = new URL("./task-worker-start.mjs", import.meta.url);
    const keptBytes = defaultKeptBytes / this.count;
    this.#threads = new JobThreads("task worker", this.count, start, {
      ...place,
      keptBytes,
    } satisfies TaskPlace);
  }

  async targets(ids: readonly string[], draw: TargetDraw): Promise<Targets> {
    const reply = await this.#threads.run({ kind: "targets", ids, draw });
    if (reply.kind !== "targets") throw new Error(`asked for targets, got ${reply.kind}`);
    return reply.targets;
  }

  /** One test image's part of the metrics. `outputs`: one `[n, H, W]` a readout; copies are handed over. */
  async measure(outputs: readonly Float32Array[], id: string): Promise<unknown> {
    const own = outputs.map((output) => output.slice());
    const buffers = own.map(({ buffer }) => buffer);
    const reply = await this.#threads.run({ kind: "measure", id, outputs: own }, buffers);
    if (reply.kind !== "measure") throw new Error(`asked for a part of the metrics, got ${reply.kind}`);
    return reply.part;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#threads[Symbol.asyncDispose]();
  }
}
