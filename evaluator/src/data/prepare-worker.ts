import { createHash } from "node:crypto";
import { parentPort } from "node:worker_threads";
import { InputError } from "../files/input-error.ts";
import { readRgbImage } from "./image.ts";
import type { JobMessage, ReplyMessage } from "./loader.ts";
import { prepareImage } from "./prepare.ts";

async function answer({ number, source, steps }: JobMessage): Promise<ReplyMessage> {
  try {
    const image = typeof source === "string" ? await readRgbImage(source) : source;
    const size = `${image.width}x${image.height}\n`;
    const imageSha256 = createHash("sha256").update(size).update(image.data).digest("hex");
    return { number, prepared: { ...prepareImage(image, steps), imageSha256 } };
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    const text = failure instanceof InputError ? failure.message : (failure.stack ?? failure.message);
    return { number, failure: { isInput: failure instanceof InputError, message: text } };
  }
}

parentPort?.on("message", async (job: JobMessage) => {
  const reply = await answer(job);
  const transfer = "prepared" in reply ? [reply.prepared.data.buffer as ArrayBuffer] : [];
  parentPort?.postMessage(reply, transfer);
});
