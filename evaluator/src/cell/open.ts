import { join } from "node:path";
import type { OpenOptions as BackboneOptions } from "../backbones/backbone.ts";
import type { Variant } from "../contract/index.ts";
import { type FeatureCache, openFeatureCache } from "../feature-cache/feature-cache.ts";
import { cpu } from "../onnx/index.ts";
import type { DataJob } from "./data-job.ts";
import { type DataReading, readData } from "./data-reading.ts";
import type { CellRequest } from "./request.ts";
import type { CellSettings } from "./settings.ts";
import { TaskThreads } from "./task-threads.ts";

/** A cell's parts as its settings open them, to be measured or looked at again. */

type TaskRequest = Pick<CellRequest, "task"> & { readonly variant: Pick<Variant, "resolution"> };

const digestsIn = (cache: string): string => join(cache, "digests");

/** The task's data set on its way in. `depth`: how much of it is read before it is used. */
export function readCellData(
  { task, variant }: TaskRequest,
  settings: Pick<CellSettings, "data" | "cache" | "progress" | "signal" | "reading">,
  depth: DataJob["depth"],
): DataReading {
  const { data, cache } = settings;
  const job = { task, resolution: variant.resolution, data, digests: digestsIn(cache), depth };
  return readData(job, settings);
}

/** Threads that open the same task for themselves. */
export function openTaskThreads({ task, variant }: TaskRequest, { data, cache }: CellSettings): TaskThreads {
  return new TaskThreads({ task, resolution: variant.resolution, data, digests: digestsIn(cache) });
}

/** @param seed of backbones with untrained weights */
export function backboneOptions(
  seed: number,
  {
    weights,
    threads,
    device = cpu,
    forwardBatch = 1,
    cache,
    reading,
    progress,
    signal,
  }: Pick<
    CellSettings,
    "weights" | "threads" | "device" | "forwardBatch" | "cache" | "reading" | "progress" | "signal"
  >,
): BackboneOptions {
  return {
    ...{ weightsDirectory: weights, seed, device, reading, signal },
    batchSize: forwardBatch === "auto" ? { auto: join(cache, "batch-sizes") } : forwardBatch,
    probeMemory: join(cache, "probes"),
    readMemory: digestsIn(cache),
    ...(threads ? { threads } : {}),
    onDevice: progress.line,
  };
}

export function openCellFeatureCache({ cache, cacheBytes, progress }: CellSettings): Promise<FeatureCache> {
  return openFeatureCache(join(cache, "features"), { byteBudget: cacheBytes, onFull: progress.line });
}
