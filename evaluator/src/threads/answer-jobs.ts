import { parentPort } from "node:worker_threads";
import { InputError } from "../files/input-error.ts";
import type { JobMessage, ReplyMessage } from "./job-thread.ts";

/**
 * A worker thread's side of `JobThreads`: does each job and answers with what it made, or with its error.
 *
 * @param buffersOf buffers of what was made that are handed over, not copied
 */
export function answerJobs<Job, Made>(
  work: (job: Job) => Made | Promise<Made>,
  buffersOf: (made: Made) => ArrayBuffer[],
): void {
  parentPort?.on("message", async ({ number, job }: JobMessage<Job>) => {
    const reply = await replyTo(number, () => work(job));
    parentPort?.postMessage(reply, "made" in reply ? buffersOf(reply.made) : []);
  });
}

async function replyTo<Made>(number: number, work: () => Made | Promise<Made>): Promise<ReplyMessage<Made>> {
  try {
    return { number, made: await work() };
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    const text = failure instanceof InputError ? failure.message : (failure.stack ?? failure.message);
    return { number, failure: { isInput: failure instanceof InputError, message: text } };
  }
}
