import { createHash } from "node:crypto";
import { parentPort } from "node:worker_threads";
import { InputError } from "../files/input-error.ts";
import { readRgbImage } from "./image.ts";
import { readMapFacts } from "./label-map-facts.ts";
import type { ImageJob, JobMessage, PreparedImage, ReplyMessage } from "./loader.ts";
import { prepareImage } from "./prepare.ts";

async function prepared({ source, steps }: ImageJob): Promise<PreparedImage> {
  const image = typeof source === "string" ? await readRgbImage(source) : source;
  const size = `${image.width}x${image.height}\n`;
  const imageSha256 = createHash("sha256").update(size).update(image.data).digest("hex");
  return { ...prepareImage(image, steps), imageSha256 };
}

async function answer(job: JobMessage): Promise<ReplyMessage> {
  const { number } = job;
  try {
    return { number, made: "source" in job ? await prepared(job) : await readMapFacts(job) };
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    const text = failure instanceof InputError ? failure.message : (failure.stack ?? failure.message);
    return { number, failure: { isInput: failure instanceof InputError, message: text } };
  }
}

parentPort?.on("message", async (job: JobMessage) => {
  const reply = await answer(job);
  const transfer = "made" in reply && "data" in reply.made ? [reply.made.data.buffer as ArrayBuffer] : [];
  parentPort?.postMessage(reply, transfer);
});
