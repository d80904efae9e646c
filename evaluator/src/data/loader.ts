import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { InputError } from "../files/input-error.ts";
import type { RgbImage } from "./dataset.ts";
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
export type JobMessage = Job & { readonly number: number };
type Made = PreparedImage | MapFacts;

export type ReplyMessage =
  | { readonly number: number; readonly made: Made }
  | { readonly number: number; readonly failure: { readonly isInput: boolean; readonly message: string } };

export interface LoaderOptions {
  /** Worker threads; one less than the processor has by default, 4 at most. */
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

interface Pending {
  resolve(made: Made): void;
  reject(error: Error): void;
}

/** One thread and the jobs it has. */
class PreparationThread {
  readonly pending = new Map<number, Pending>();
  readonly #worker: Worker;
  #lost: Error | null = null;

  constructor() {
    this.#worker = new Worker(new URL("./prepare-worker-start.mjs", import.meta.url), { execArgv: [] });
    this.#worker.unref();
    this.#worker.on("message", (reply: ReplyMessage) => this.#settle(reply));
    this.#worker.on("error", (error) => this.#fail(error));
    this.#worker.on("exit", (code) => this.#fail(new Error(`image worker ended with code ${code}`)));
  }

  post(message: JobMessage, pending: Pending): void {
    if (this.#lost) {
      pending.reject(this.#lost);
      return;
    }
    this.pending.set(message.number, pending);
    // Only work in progress keeps the process alive.
    this.#worker.ref();
    if (!("source" in message) || typeof message.source === "string") {
      this.#worker.postMessage(message);
      return;
    }
    // A copy of the pixels is handed over: a library's own memory cannot be, from Node 24 on.
    const { source } = message;
    const data = Uint8Array.from(source.data);
    this.#worker.postMessage({ ...message, source: { ...source, data } }, [data.buffer]);
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(reply: ReplyMessage): void {
    const pending = this.pending.get(reply.number);
    this.pending.delete(reply.number);
    if (this.pending.size === 0) this.#worker.unref();
    if ("made" in reply) pending?.resolve(reply.made);
    else if (reply.failure.isInput) pending?.reject(new InputError(reply.failure.message));
    else pending?.reject(new Error(reply.failure.message));
  }

  #fail(error: Error): void {
    this.#lost ??= error;
    for (const { reject } of this.pending.values()) reject(this.#lost);
    this.pending.clear();
  }
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

/** Decodes and resizes images in worker threads, ahead of whoever uses them. */
export function createImageLoader(options: LoaderOptions = {}): ImageLoader {
  const count = options.threads ?? Math.max(1, Math.min(4, availableParallelism() - 1));
  const ahead = options.ahead ?? 2 * count;
  const threads = Array.from({ length: count }, () => new PreparationThread());
  const clock = new WaitClock();
  let jobs = 0;
  const run = (job: Job): Promise<Made> =>
    new Promise((resolve, reject) => {
      const idlest = threads.reduce((a, b) => (b.pending.size < a.pending.size ? b : a));
      idlest.post({ ...job, number: jobs++ }, { resolve, reject });
    });
  // A thread answers each kind of job with its own kind of result.
  const prepare = (job: ImageJob) => run(job) as Promise<PreparedImage>;
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
    readMap: (job) => run(job) as Promise<MapFacts>,
    stream,
    waitShare: () => clock.share,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}
