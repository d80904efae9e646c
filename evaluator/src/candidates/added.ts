import { buildFamilyGraph } from "../backbones/family-graph.ts";
import { boundlessSource } from "../backbones/fitting-layout.ts";
import { type Manifest, manifestSchema } from "../contract/index.ts";
import { toFillIn } from "./fields.ts";

/** A manifest as far as a published configuration tells it. */
export interface Added {
  readonly manifest: Manifest;
  /** What a person still has to say or look at. */
  readonly missing: readonly string[];
}

/** What the sources of a manifest know. */
export type KnownFields = Pick<
  Manifest,
  | "id"
  | "label"
  | "family"
  | "options"
  | "weights"
  | "inputSize"
  | "featureGrid"
  | "featureDim"
  | "mean"
  | "std"
> &
  Partial<Pick<Manifest, "licence" | "architecture" | "parameters">>;

/** Fields that no configuration has. */
const untold = {
  category: '"none" stands for the kind of training: supervised, self-supervised or vision-language',
  objective: "what it was trained to do",
  pretrainingData: "what it was trained on",
  paper: "null stands for the address of its paper",
  leak: '"unknown" stands for whether pretraining used images of COCO, Pascal VOC or NYUv2',
} as const;

/** The manifest of what is known, the rest marked; parameters are the graph's where nothing else says them. */
export function asAdded(known: KnownFields, missing: readonly string[]): Added {
  const { licence = toFillIn, architecture = toFillIn } = known;
  const manifest = {
    ...{ id: known.id, label: known.label, category: "none", objective: toFillIn, architecture },
    ...{ pretrainingData: toFillIn, paper: null, licence, family: known.family, options: known.options },
    ...{ weights: known.weights, inputSize: known.inputSize, featureGrid: known.featureGrid },
    ...{ featureDim: known.featureDim, parameters: known.parameters ?? 0, mean: known.mean, std: known.std },
    ...{ leak: "unknown", notes: "", contact: null },
  } satisfies Manifest;
  const counted = known.parameters ?? buildFamilyGraph(manifest, boundlessSource()).parameters;
  return {
    manifest: manifestSchema.parse({ ...manifest, parameters: counted }),
    missing: [
      ...Object.entries(untold).map(([field, what]) => `${field}: ${what}`),
      ...(licence === toFillIn ? ["licence: of the weights, as an SPDX expression"] : []),
      ...(architecture === toFillIn ? ['architecture: its name as shown, for example "ViT-B"'] : []),
      ...missing,
    ],
  };
}
