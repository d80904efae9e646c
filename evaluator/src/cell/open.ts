import { join } from "node:path";
import type { OpenOptions as BackboneOptions } from "../backbones/backbone.ts";
import { type FeatureCache, openFeatureCache } from "../backbones/feature-cache.ts";
import type { Variant } from "../contract/index.ts";
import { cpu } from "../onnx/index.ts";
import { type OpenTask, openTask } from "../tasks/index.ts";
import type { CellRequest } from "./request.ts";
import type { CellSettings } from "./settings.ts";

/** A cell's parts as its settings open them, to be measured or looked at again. */

export function openCellTask(
  { task, variant }: Pick<CellRequest, "task"> & { readonly variant: Pick<Variant, "resolution"> },
  { data, cache, progress }: CellSettings,
): Promise<OpenTask> {
  return openTask(task, variant.resolution, data, {
    cacheDirectory: join(cache, "digests"),
    onWarning: progress.line,
  });
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
    progress,
  }: Omit<CellSettings, "data" | "signal">,
): BackboneOptions {
  return {
    ...{ weightsDirectory: weights, seed, device },
    batchSize: forwardBatch === "auto" ? { auto: join(cache, "batch-sizes") } : forwardBatch,
    ...(threads ? { threads } : {}),
    onDevice: progress.line,
  };
}

export function openCellFeatureCache({ cache, cacheBytes, progress }: CellSettings): Promise<FeatureCache> {
  return openFeatureCache(join(cache, "features"), { byteBudget: cacheBytes, onFull: progress.line });
}
