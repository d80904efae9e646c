import type { Read } from "../reading/child.ts";
import type { PublishedJob, PublishedProgress } from "./published-job.ts";
import { readPublished } from "./published-work.ts";

/** Told in steps of so many bytes: each piece would be a message. */
const toldBytes = 2 ** 24;

/** Runs in a child. */
export const read: Read<PublishedJob, readonly string[], PublishedProgress> = (job, tell) => {
  let told = 0;
  return readPublished(job, {
    onProgress: (done, total) => {
      if (done < total && done - told < toldBytes) return;
      told = done;
      tell({ done, total });
    },
  });
};
