import type { SpeedMeasurement } from "#contract";

/** Milliseconds of the backbone alone for one image: its share of a round of batches. */
export function msPerImage({ backboneMs, batch }: Pick<SpeedMeasurement, "backboneMs" | "batch">): number {
  return backboneMs.medianMs / (batch.size * batch.batches);
}
