import { convertTorchCheckpoint } from "../checkpoints/convert.ts";
import { readSafetensorsHeader } from "../files/safetensors.ts";
import { companionsOf } from "./companions.ts";
import { mergeShards } from "./merge-shards.ts";
import type { PublishedJob } from "./published-job.ts";
import { readShardIndex } from "./shard-index.ts";

export interface PublishedWorkOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Does one job on published files and gives names, where it was asked for names. Throws InputError. */
export type ReadPublished = (job: PublishedJob, options: PublishedWorkOptions) => Promise<readonly string[]>;

/** In whatever process it is called. */
export const readPublished: ReadPublished = async (job, options) => {
  switch (job.kind) {
    case "companions":
      return companionsOf(job.path);
    case "header":
      readSafetensorsHeader(job.path);
      return [];
    case "merge":
      await mergeShards(await readShardIndex(job.path), job.folder, job.out, options);
      return [];
    case "convert":
      await convertTorchCheckpoint({ checkpoint: job.path, out: job.out, entry: job.entry, ...options });
      return [];
  }
};
