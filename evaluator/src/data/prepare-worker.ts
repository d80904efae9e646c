import { createHash } from "node:crypto";
import { answerJobs } from "../threads/answer-jobs.ts";
import { readRgbImage } from "./image.ts";
import { readMapFacts } from "./label-map-facts.ts";
import type { ImageJob, Job, Made, PreparedImage } from "./loader.ts";
import { prepareImage } from "./prepare.ts";

async function prepared({ source, steps }: ImageJob): Promise<PreparedImage> {
  const image = typeof source === "string" ? await readRgbImage(source) : source;
  const size = `${image.width}x${image.height}\n`;
  const imageSha256 = createHash("sha256").update(size).update(image.data).digest("hex");
  return { ...prepareImage(image, steps), imageSha256 };
}

answerJobs<Job, Made>(
  (job) => ("source" in job ? prepared(job) : readMapFacts(job)),
  (made) => ("data" in made ? [made.data.buffer as ArrayBuffer] : []),
);
