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
import type { Resampling } from "./resampling.ts";

/**
 * The metrics of a test set with B = 1000 bootstrap replicates each. The resamples depend on the names of the test images
 * alone, so any two backbones can be compared image for image. Where a metric is not defined on a resample, which may hold
 * no valid pixel of a small set, its replicate is null and counted: the whole set's value in its place would make it look
 * surer (our decision, PROTOCOL.md). One unit alone says nothing of others, so all of its replicates are null.
 *
 * @throws InputError where a metric is undefined, for example when no test pixel is valid.
 */
export function measurements(
  summary: Summary,
  { unit, units, seedSha256 }: Resampling,
): Pick<ResultBundle, "metrics" | "secondary"> {
  const indices = resampleIndices(seedSha256, units.count, bootstrapReplicateCount);
  const indicesSha256 = createHash("sha256").update(new Uint8Array(indices.buffer)).digest("hex");
  const measured = Object.entries(summary.metrics).map(([id, metric]): [string, Measurement] => {
    const value = definedValue(id, metric(), units.ofImage.length);
    const replicates = Array.from(bootstrapReplicates(indices, units, metric), (replicate) =>
      Number.isFinite(replicate) && units.count > 1 ? replicate : null,
    );
    const undefinedReplicates = replicates.filter((replicate) => replicate === null).length;
    return [id, { value, bootstrap: { replicates, indicesSha256, resampled: unit, undefinedReplicates } }];
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
