import type { BackboneCost } from "#contract";

/** What is counted of a backbone's graph. */
export interface CountedFacts {
  /** Billions of multiply-adds for one image of its own input size; null: nobody has counted. */
  readonly gigaMacs: number | null;
  /** Numbers that its layers write for that image, millions; attention's scores among them. */
  readonly activationsMillions: number | null;
}

/**
 * The count of a backbone's graph at an input; null: there is none. Counts are of the manifests here, and a result may be of an
 * older one, with another input.
 */
export function countAt(inputSizePixels: number, cost: BackboneCost | null | undefined): BackboneCost | null {
  return cost?.inputSize === inputSizePixels ? cost : null;
}

/** What a count of its graph says. */
export function countedFacts(cost: BackboneCost | null, inputSizePixels: number): CountedFacts {
  const count = countAt(inputSizePixels, cost);
  return {
    gigaMacs: count && count.macs / 1e9,
    activationsMillions: count && count.activations / 1e6,
  };
}
