import { z } from "zod";
import { leavesFolder } from "./contained-path.ts";
import { labelSchema, nameSchema } from "./text.ts";
import { webAddress } from "./web-address.ts";

/** Lower-case words joined by single hyphens: file name, URL segment and database key at once. */
export const slug = z
  .string()
  .min(2)
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "expected lower-case letters and digits joined by single hyphens");

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hexadecimal digits");

const triple = z.tuple([z.number(), z.number(), z.number()]);
/** Of pixels from 0 to 1. */
const deviation = z.number().positive().max(1);

/** Families that the evaluator can build as an ONNX graph, plus `onnx`: a file under the ONNX contract. */
export const familyIds = [
  "vit",
  "hiera",
  "sam2",
  "vitamin",
  "dinov3",
  "convnext",
  "featup",
  "capi",
  "vjepa2",
  "patch-dct",
  "onnx",
] as const;
export const familyId = z.enum(familyIds);
export type FamilyId = z.infer<typeof familyId>;

export const backboneCategories = [
  "none",
  "baseline",
  "supervised",
  "self-supervised",
  "vision-language",
] as const;

/** What is published in place of the one safetensors file that a run reads, which fetching makes of it. */
const publishedKinds = ["safetensors-index", "torch-pickle"] as const;

const weightsFields = z.strictObject({
  format: z.enum(["safetensors", "onnx"]),
  /** Where the file, or what `published` says, is downloaded from; a run takes a local copy. */
  url: webAddress,
  /** Left out: the file is published as it is read. */
  published: z.enum(publishedKinds).optional(),
  /** Dotted path of the parameters inside a pickle; left out: its top level. */
  entry: nameSchema.max(200).optional(),
  /** Below the folder of weights. */
  file: nameSchema
    .max(1000)
    .refine((file) => !leavesFolder(file), "leaves its folder; expected a path inside it")
    .refine(
      (file) => file.split("/").every((part) => ![".", ""].includes(part) && part.length <= 200),
      "is no path of a file; expected names of 1 to 200 characters joined by single slashes",
    ),
  /** null: not yet published or not yet seen by us; the run records the hash it found. */
  sha256: sha256.nullable(),
  bytes: z.number().int().positive().nullable(),
});

const weights = weightsFields.superRefine(({ format, published, entry }, context) => {
  const complain = (field: string, message: string) =>
    context.addIssue({ code: "custom", path: [field], message });
  if (published !== undefined && format !== "safetensors") {
    complain("published", `${published} with format ${format}; expected format safetensors`);
  }
  if (entry !== undefined && published !== "torch-pickle") {
    complain("entry", "is for published torch-pickle alone; expected it left out");
  }
});
export type ManifestWeights = z.infer<typeof weights>;

const norms = (count: number) => z.array(z.number().nonnegative()).length(count);

/** A digest of features [2, D', h, w] of two images that are made alike everywhere, as the backbone's own library computes them. */
const probe = z.strictObject({
  /** The one line of Python that gives the features of `pixels` [2, 3, I, I]. */
  line: nameSchema.max(500),
  /** Library and version, for example "timm 1.0.29". */
  library: nameSchema.max(80),
  /** Of the weights file that it was made from. */
  weightsSha256: sha256,
  /** Features at fixed places of the volume. */
  values: z.array(z.number()).length(64),
  /** Euclidean norms: of each image's features, and over both images of some channels and of some places. */
  norms: z.strictObject({ images: norms(2), channels: norms(8), places: norms(8) }),
});
export type Probe = z.infer<typeof probe>;

const optionsCharacters = 50_000;
const gridSide = z.number().int().positive().max(16_384);

/** One frozen backbone: what it is, where its weights are, how its features are computed. Data only. */
export const manifestSchema = z.strictObject({
  $schema: z.string().max(2000).optional(),
  id: slug,
  label: labelSchema.max(80),
  category: z.enum(backboneCategories),
  objective: labelSchema.max(200),
  /** Display name, for example "ViT-B". */
  architecture: labelSchema.max(100),
  pretrainingData: labelSchema.max(300),
  paper: webAddress.nullable(),
  /** SPDX expression, or LicenseRef-... where SPDX has none; of the weights. */
  licence: labelSchema.max(200),
  family: familyId,
  /** Hyper-parameters of the family (vocabulary of timm); the family's own schema checks them. */
  options: z
    .record(z.string(), z.unknown())
    .refine(
      (options) => JSON.stringify(options).length <= optionsCharacters,
      `has more than ${optionsCharacters} characters as JSON; expected fewer`,
    ),
  /** null: the family needs none (seeded initialisation, fixed projection). */
  weights: weights.nullable(),
  /** Side of the square input, pixels. */
  inputSize: z.number().int().positive(),
  /** Rows and columns of the feature volume. */
  featureGrid: z.tuple([gridSide, gridSide]),
  /** Channels of the feature volume, D'. */
  featureDim: z.number().int().positive().max(1_000_000),
  /** Bare backbone, without classifier or pooling head. */
  parameters: z.number().int().nonnegative().max(1e13),
  mean: triple,
  std: z.tuple([deviation, deviation, deviation]),
  /** Does pretraining use images of a benchmark's data set? */
  leak: z.enum(["none-known", "possible", "yes", "unknown"]),
  notes: z.string().max(5000),
  /** Absent or null: nobody has compared the network with its own library's. */
  probe: probe.nullable().optional(),
  contact: labelSchema.max(200).nullable(),
  /** Of somebody's own model: what nobody else could look up is filled in, and no site takes its results. */
  private: z.literal(true).exactOptional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Why neither `upload` nor a site takes results of a private manifest. */
export const privateRefusal =
  "is private; expected a manifest with url, licence and category, by which others can measure the backbone again";

export const probeStates = ["probed", "not-probed", "not-needed"] as const;
export type ProbeState = (typeof probeStates)[number];

/**
 * Has somebody compared the network with its own library's? Weights that are seeded, or none at all, have nothing to be
 * compared with.
 */
export function probeState({ weights, probe }: Pick<Manifest, "weights" | "probe">): ProbeState {
  if (weights === null) return "not-needed";
  return probe ? "probed" : "not-probed";
}
