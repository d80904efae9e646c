import { dataThreads } from "../threads/data-threads.ts";
import { JobThreads } from "../threads/job-thread.ts";
import type {
  FeatureJob,
  FeatureReply,
  PayloadPlace,
  ReadFeatures,
  RoundedFeatures,
} from "./feature-jobs.ts";

/** Threads that turn payloads into features and back, since a running session blocks the process's own. */
export class FeatureThreads implements AsyncDisposable {
  readonly #threads = new JobThreads<FeatureJob, FeatureReply>(
    "feature worker",
    dataThreads(),
    new URL("./feature-worker-start.mjs", import.meta.url),
  );

  /** Features at these places, `[places, length]`, zeros where `missing` says so. */
  read(places: readonly (PayloadPlace | null)[], length: number): Promise<ReadFeatures> {
    // A thread answers each kind of job with its own kind of result.
    return this.#threads.run({ kind: "read", places, length }) as Promise<ReadFeatures>;
  }

  /** Features in half precision. `features`: `[images, length]` */
  round(features: Float32Array, images: number): Promise<RoundedFeatures> {
    // A copy is handed over: an engine's own memory cannot be, from Node 24 on.
    const own = features.slice();
    const job = { kind: "round", features: own, images } as const;
    return this.#threads.run(job, [own.buffer]) as Promise<RoundedFeatures>;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#threads[Symbol.asyncDispose]();
  }
}
