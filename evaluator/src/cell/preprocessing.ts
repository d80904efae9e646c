import { createHash } from "node:crypto";
import { canonicalJson, type Manifest, type Variant } from "../contract/index.ts";
import type { PreparationStep } from "../data/prepare.ts";

/** Everything between an image file and a backbone's input, as data: steps of data/prepare.ts. */
export type Preprocessing = readonly PreparationStep[];

/**
 * The task's own steps; then the backbone's square input, bicubic with antialias as the authors' feature cache does it
 * (or nearest, the control), normalised.
 */
export function preprocessingOf(
  task: { readonly preparation: readonly PreparationStep[] },
  { inputSize, mean, std }: Manifest,
  { inputResize }: Pick<Variant, "inputResize">,
): Preprocessing {
  const kernel = inputResize === "bicubic" ? "bicubic-antialias" : "nearest";
  return [
    ...task.preparation,
    { kind: "resize", height: inputSize, width: inputSize, kernel },
    { kind: "normalise", mean, std },
  ];
}

/** Names the preprocessing in results and in the feature cache, which tasks with equal steps share. */
export function preprocessingSha256(preprocessing: Preprocessing): string {
  return createHash("sha256").update(canonicalJson(preprocessing)).digest("hex");
}
