import { z } from "zod";
import { sha256, slug } from "./manifest.ts";
import { datasetIds } from "./result-bundle.ts";
import { taskIds } from "./tasks.ts";

export const artefactsSchemaVersion = 1;

const count = z.number().int().positive();
const finite = z.number().refine(Number.isFinite, "expected a finite number");
const grid = z.tuple([count, count]);

/** A PNG beside the index, named by its own SHA-256. */
const pictureSchema = z.strictObject({
  file: z.string().regex(/^[0-9a-f]{64}\.png$/, "expected <SHA-256>.png"),
  /** Pixels. */
  width: count,
  height: count,
});
export type Picture = z.infer<typeof pictureSchema>;

/** What colours of truth and predictions mean. */
const coloursSchema = z.discriminatedUnion("kind", [
  /** Pascal VOC's palette by class index, or by instance. */
  z.strictObject({ kind: z.literal("palette") }),
  /** A ramp of even steps in lightness, dark to bright, over these limits. */
  z.strictObject({
    kind: z.literal("ramp"),
    quantity: z.enum(["depth", "probability"]),
    unit: z.enum(["metre", "fraction"]),
    low: finite,
    high: finite,
  }),
  /** Three principal components of the embedding as red, green and blue; truth by instance. */
  z.strictObject({ kind: z.literal("components") }),
]);
export type Colours = z.infer<typeof coloursSchema>;

/** Pictures of one result (paper, Fig. 7 and 10), for a fixed list of test images. */
export const artefactIndexSchema = z.strictObject({
  schemaVersion: z.literal(artefactsSchemaVersion),
  /** Id of the result: SHA-256 of its canonical bundle. */
  result: sha256,
  backbone: slug,
  task: z.enum(taskIds),
  seed: z.number().int().nonnegative(),
  dataset: z.strictObject({ id: z.enum(datasetIds), fingerprint: sha256 }),
  colours: coloursSchema,
  /** Share of the features' variance in red, green and blue. */
  featureVariance: z.array(finite).length(3),
  images: z.array(
    z.strictObject({
      /** The data set's own. */
      id: z.string().min(1),
      /** As the task shows it to the backbone. */
      shown: pictureSchema,
      truth: pictureSchema,
      /** Principal components of the features as colours, fitted on all images of the list together. */
      features: pictureSchema,
      /** The first at the query grid of training. */
      predictions: z.array(z.strictObject({ queryGrid: grid, picture: pictureSchema })).min(1),
    }),
  ),
  /** Learned width of each head's mask, in units of the image side; one list a readout. */
  sigmas: z.array(z.array(finite)),
});
export type ArtefactIndex = z.infer<typeof artefactIndexSchema>;
