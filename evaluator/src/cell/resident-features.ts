import { freeCardBytes } from "../devices/nvidia-smi.ts";
import type { Device } from "../onnx/index.ts";
import { ResidentTensors } from "../onnx/resident-tensors.ts";
import type { ResidentBatch } from "../readout/trainer.ts";
import type { FeatureSource } from "./features.ts";

/** Share of a card's free memory that features may take; the readout's own buffers need the rest. */
const memoryShare = 0.5;
/** Where nothing tells how much is free. */
const unmeasuredBytes = 2 ** 30;

/** Batches of features that stay on a card: each image passes the bus once a training, not once an epoch. */
export interface ResidentFeatures extends AsyncDisposable {
  batch(ids: readonly string[]): Promise<ResidentBatch>;
}

/** @param batchSize of the trainer, which batches are filled up to */
export async function openResidentFeatures(
  source: FeatureSource,
  device: Device,
  batchSize: number,
): Promise<ResidentFeatures> {
  const free = await freeCardBytes();
  const tensors = await ResidentTensors.open({
    ...{ device, shape: source.shape, batch: batchSize },
    byteBudget: free === null ? unmeasuredBytes : memoryShare * free,
  });
  // One after the other: a batch that another one is about to keep must not be read twice.
  let last: Promise<unknown> = Promise.resolve();
  const load = async (ids: readonly string[]): Promise<ResidentBatch> => {
    const missing = [...new Set(ids)].filter((id) => !tensors.has(id));
    const read = missing.length > 0 ? await source.batch(missing) : new Float32Array();
    const items = new Map(
      missing.map((id, place) => [id, read.subarray(place * source.length, (place + 1) * source.length)]),
    );
    const tensor = await tensors.join(ids, items);
    return { images: ids.length, tensor, host: () => source.batch(ids) };
  };
  return {
    batch(ids) {
      const loading = last.then(() => load(ids));
      last = loading.catch(() => {});
      return loading;
    },
    [Symbol.asyncDispose]: () => tensors[Symbol.asyncDispose](),
  };
}
