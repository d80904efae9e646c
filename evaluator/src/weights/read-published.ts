import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { removePartial } from "../files/atomic-file.ts";
import { readInChild } from "../reading/child.ts";
import { bytesOfFiles, limitsOfFiles } from "../reading/limits.ts";
import type { PublishedJob, PublishedProgress } from "./published-job.ts";
import type { ReadPublished } from "./published-work.ts";

/**
 * Has a child read a publisher's files.
 *
 * @throws InputError where they are refused, or exhaust their reader; nothing half written is left
 */
export const readPublishedInChild: ReadPublished = async (job, { signal, onProgress }) => {
  try {
    return await readInChild<PublishedJob, readonly string[], PublishedProgress>({
      module: new URL("./published-reader.ts", import.meta.url),
      ...{ job, what: job.path, limits: limitsOfFiles(await bytesOfFiles(await pathsOf(job))), signal },
      onEvent: ({ done, total }) => onProgress?.(done, total),
    });
  } catch (error) {
    // A child that was ended tidied nothing up.
    if ("out" in job) await removePartial(job.out);
    throw error;
  }
};

async function pathsOf(job: PublishedJob): Promise<string[]> {
  if (job.kind !== "merge") return [job.path];
  return (await readdir(job.folder)).map((name) => join(job.folder, name));
}
