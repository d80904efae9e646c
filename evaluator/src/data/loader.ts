import { availableParallelism } from "node:os";
import { JobThreads } from "../threads/job-thread.ts";
import type { RgbImage } from "./dataset.ts";
import "./decoders.ts";
import type { MapFacts, MapJob } from "./label-counts.ts";
import type { Channels, PreparationStep } from "./prepare.ts";

export interface ImageJob {
  /** Path of an image file, or a decoded image. */
  readonly source: string | RgbImage;
  readonly steps: readonly PreparationStep[];
}

export interface PreparedImage extends Channels {
  /** SHA-256 (hex) over `WIDTHxHEIGHT\n` and the decoded pixels. */
  readonly imageSha256: string;
}

/** What a thread is asked for: an image prepared, or a label map read. */
export type Job = ImageJob | MapJob;
export type Made = PreparedImage | MapFacts;

export interface LoaderOptions {
  /** Worker threads; `decodeThreads` of the processor's cores by default. */
  readonly threads?: number;
  /** Most images prepared before they are asked for; twice the threads by default. */
  readonly ahead?: number;
}

export interface ImageLoader extends AsyncDisposable {
  /** Prepares one image. Throws InputError for one that doesn't decode. */
  prepare(job: ImageJob): Promise<PreparedImage>;
  /** Reads one label map and its image's header. Throws InputError for one that is damaged or of another size. */
  readMap(job: MapJob): Promise<MapFacts>;
  /** Prepares images in their order, at most `ahead` before they are asked for. */
  stream(jobs: Iterable<ImageJob> | AsyncIterable<ImageJob>): AsyncGenerator<PreparedImage>;
  /** Share of the streams' time that their consumer waited for an image, 0 to 1. */
  waitShare(): number;
}

/** How long a consumer worked and how long it waited. */
class WaitClock {
  #waitedMs = 0;
  #totalMs = 0;

  async waitFor<Value>(value: Promise<Value>): Promise<Value> {
    const from = performance.now();
    try {
      return await value;
    } finally {
      this.#waitedMs += performance.now() - from;
      this.#totalMs += performance.now() - from;
    }
  }

  addWork(milliseconds: number): void {
    this.#totalMs += milliseconds;
  }

  get share(): number {
    return this.#totalMs === 0 ? 0 : this.#waitedMs / this.#totalMs;
  }
}

/**
 * Threads that decode on a machine of so many cores: one for each core but the one that computes, at most 32, where the disk is
 * the bound. Where the backbone is slower they wait for it and cost nothing, so one rule does for CPU and GPU.
 */
export const decodeThreads = (cores = availableParallelism()): number => Math.max(1, Math.min(32, cores - 1));

/** Decodes and resizes images in worker threads, ahead of whoever uses them. */
export function createImageLoader(options: LoaderOptions = {}): ImageLoader {
  const count = options.threads ?? decodeThreads();
  const ahead = options.ahead ?? 2 * count;
  const start = new URL("./prepare-worker-start.mjs", import.meta.url);
  const threads = new JobThreads<Job, Made>("image worker", count, start);
  const clock = new WaitClock();
  // A thread answers each kind of job with its own kind of result.
  const prepare = ({ source, steps }: ImageJob) => {
    if (typeof source === "string") return threads.run({ source, steps }) as Promise<PreparedImage>;
    // A copy of the pixels is handed over: a library's own memory cannot be, from Node 24 on.
    const data = Uint8Array.from(source.data);
    return threads.run({ source: { ...source, data }, steps }, [data.buffer]) as Promise<PreparedImage>;
  };
  async function* stream(all: Iterable<ImageJob> | AsyncIterable<ImageJob>): AsyncGenerator<PreparedImage> {
    const queue: Promise<PreparedImage>[] = [];
    const take = async function* (): AsyncGenerator<PreparedImage> {
      const first = queue.shift();
      if (!first) return;
      const prepared = await clock.waitFor(first);
      const from = performance.now();
      yield prepared;
      clock.addWork(performance.now() - from);
    };
    for await (const job of all) {
      const prepared = prepare(job);
      // A failure is reported in its turn; until then nobody listens.
      prepared.catch(() => undefined);
      queue.push(prepared);
      if (queue.length > ahead) yield* take();
    }
    while (queue.length > 0) yield* take();
  }
  return {
    prepare,
    readMap: (job) => threads.run(job) as Promise<MapFacts>,
    stream,
    waitShare: () => clock.share,
    [Symbol.asyncDispose]: () => threads[Symbol.asyncDispose](),
  };
}
