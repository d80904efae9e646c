import { Worker } from "node:worker_threads";
import { InputError } from "../files/input-error.ts";

export interface JobMessage<Job> {
  readonly number: number;
  readonly job: Job;
}

export type ReplyMessage<Made> =
  | { readonly number: number; readonly made: Made }
  | { readonly number: number; readonly failure: { readonly isInput: boolean; readonly message: string } };

interface Pending<Made> {
  resolve(made: Made): void;
  reject(error: Error): void;
}

/** One thread and the jobs it has. */
class JobThread<Job, Made> {
  readonly #pending = new Map<number, Pending<Made>>();
  readonly #worker: Worker;
  #jobs = 0;
  #lost: Error | null = null;
  #isEnding = false;

  constructor(name: string, start: URL, workerData: unknown) {
    this.#worker = new Worker(start, { name, execArgv: [], workerData });
    this.#worker.unref();
    this.#worker.on("message", (reply: ReplyMessage<Made>) => this.#settle(reply));
    this.#worker.on("error", (error) => this.#fail(error));
    this.#worker.on("exit", (code) => this.#fail(new Error(`${name} ended with code ${code}`)));
  }

  get jobs(): number {
    return this.#pending.size;
  }

  run(job: Job, transferred: readonly ArrayBuffer[]): Promise<Made> {
    return new Promise((resolve, reject) => {
      if (this.#lost) {
        reject(this.#lost);
        return;
      }
      const number = this.#jobs++;
      this.#pending.set(number, { resolve, reject });
      // Only work in progress keeps the process alive.
      this.#worker.ref();
      this.#worker.postMessage({ number, job } satisfies JobMessage<Job>, transferred);
    });
  }

  async terminate(): Promise<void> {
    this.#isEnding = true;
    await this.#worker.terminate();
  }

  #settle(reply: ReplyMessage<Made>): void {
    const pending = this.#pending.get(reply.number);
    this.#pending.delete(reply.number);
    // Of a thread that ends, the process waits for the end: a reply may still be on its way.
    if (this.#pending.size === 0 && !this.#isEnding) this.#worker.unref();
    if ("made" in reply) pending?.resolve(reply.made);
    else if (reply.failure.isInput) pending?.reject(new InputError(reply.failure.message));
    else pending?.reject(new Error(reply.failure.message));
  }

  #fail(error: Error): void {
    this.#lost ??= error;
    for (const { reject } of this.#pending.values()) reject(this.#lost);
    this.#pending.clear();
  }
}

/** Threads that do the same kind of work; each job goes to the one that has the fewest. */
export class JobThreads<Job, Made> implements AsyncDisposable {
  readonly #threads: readonly JobThread<Job, Made>[];

  /**
   * @param name what errors call a thread
   * @param start plain JavaScript that registers tsx and loads a module that calls `answerJobs`
   * @param workerData what each thread is given to begin with
   */
  constructor(name: string, count: number, start: URL, workerData: unknown = null) {
    this.#threads = Array.from({ length: count }, () => new JobThread<Job, Made>(name, start, workerData));
  }

  /** @param transferred buffers of the job that are handed over, not copied */
  run(job: Job, transferred: readonly ArrayBuffer[] = []): Promise<Made> {
    return this.#threads.reduce((a, b) => (b.jobs < a.jobs ? b : a)).run(job, transferred);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }
}
