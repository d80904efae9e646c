import { createHash } from "node:crypto";
import {
  bootstrapReplicateCount,
  type Measurement,
  type MetricId,
  type ResultBundle,
} from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { bootstrapReplicates, resampleIndices } from "../math/bootstrap.ts";
import type { Summary } from "../tasks/task.ts";

/**
 * The metrics of a test set with B = 1000 bootstrap replicates each. The resamples depend on the data set alone, so any
 * two backbones can be compared image for image (our decision, PROTOCOL.md).
 *
 * @throws InputError where a metric is undefined, for example when no test pixel is valid.
 */
export function measurements(
  summary: Summary,
  fingerprint: string,
  testImages: number,
): Pick<ResultBundle, "metrics" | "secondary"> {
  const indices = resampleIndices(fingerprint, testImages, bootstrapReplicateCount);
  const indicesSha256 = createHash("sha256").update(new Uint8Array(indices.buffer)).digest("hex");
  const measured = Object.entries(summary.metrics).map(([id, metric]): [string, Measurement] => {
    const value = definedValue(id, metric(), testImages);
    const replicates = Array.from(bootstrapReplicates(indices, testImages, metric), (replicate) =>
      // A resample of a few images may hold no valid pixel; it then says nothing beyond the whole set.
      Number.isFinite(replicate) ? replicate : value,
    );
    return [id, { value, bootstrap: { replicates, indicesSha256 } }];
  });
  const secondary = Object.entries(summary.secondary).filter(([, value]) => Number.isFinite(value));
  return {
    metrics: Object.fromEntries(measured) as Partial<Record<MetricId, Measurement>>,
    secondary: Object.fromEntries(secondary),
  };
}

/** @throws InputError where a metric is undefined. */
export function definedValue(id: string, value: number, testImages: number): number {
  if (Number.isFinite(value)) return value;
  throw new InputError(`${id} over ${testImages} test images is ${value}; expected a finite number`);
}
