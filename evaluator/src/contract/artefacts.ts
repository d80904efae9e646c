import { z } from "zod";
import { sha256, slug } from "./manifest.ts";
import { datasetIds, type ResultBundle } from "./result-bundle.ts";
import { mainMetricOf, metricIds, type TaskId, taskIds } from "./tasks.ts";
import { labelSchema, nameSchema } from "./text.ts";

export const artefactsSchemaVersion = 1;
export const artefactIndexMaxBytes = 1_000_000;
export const pictureMaxBytes = 2_000_000;
/** Longest side, pixels. */
export const pictureMaxSide = 4096;

/** Where queries of another grid than in training lie (Fig. 7; see the evaluator's PROTOCOL.md). */
export const queryAlignment = z.enum(["corner", "centre"]);

/** How a test image is chosen by its own score: the task's main metric over that image alone. */
export const imageChoices = ["worst", "median", "best"] as const;
export type ImageChoice = (typeof imageChoices)[number];

/** Rows and columns of depth images, which are shown to the backbone and drawn squashed to the square of its grid. */
export const depthImageSize = [216, 288] as const;

/** Rows and columns of a task's images as they are, where its pictures may be of another shape. */
export const imageShapeOf: Partial<Record<TaskId, readonly [height: number, width: number]>> = {
  "nyuv2-depth": depthImageSize,
  depth: depthImageSize,
};

type Distribution = ResultBundle["dataset"]["distribution"];

/**
 * May the data set's own images and annotations be published? Only the generated scenes': the terms of the official
 * sets forbid to pass them on, and of other images nobody here knows the terms.
 */
export function mayShowImages(distribution: Distribution): boolean {
  return distribution === "scenes";
}

const count = z.number().int().positive();
const finite = z.number().refine(Number.isFinite, "expected a finite number");
const side = count.max(16_384);
export const gridSchema = z.tuple([side, side]);

/** A PNG beside the index, named by its own SHA-256. */
const pictureSchema = z.strictObject({
  file: z.string().regex(/^[0-9a-f]{64}\.png$/, "expected <SHA-256>.png"),
  /** Pixels. */
  width: count.max(pictureMaxSide),
  height: count.max(pictureMaxSide),
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

const artefactIndexFields = z.strictObject({
  schemaVersion: z.literal(artefactsSchemaVersion),
  /** Id of the result: SHA-256 of its canonical bundle. */
  result: sha256,
  backbone: slug,
  task: z.enum(taskIds),
  seed: z.number().int().nonnegative(),
  dataset: z.strictObject({
    id: z.enum(datasetIds),
    distribution: z.enum(["official", "scenes", "custom"]),
    fingerprint: sha256,
  }),
  /** Of the query grids that are not the trained one. */
  alignment: queryAlignment,
  colours: coloursSchema,
  /** Share of the features' variance in red, green and blue. */
  featureVariance: z.array(finite).length(3),
  images: z
    .array(
      z.strictObject({
        /** The data set's own. */
        id: nameSchema.max(500),
        /** As the task shows it to the backbone; null where it may not be published. */
        shown: pictureSchema.nullable(),
        truth: pictureSchema.nullable(),
        /** Principal components of the features as colours, fitted on all images of the list together. */
        features: pictureSchema,
        /** The first at the query grid of training. */
        predictions: z
          .array(z.strictObject({ queryGrid: gridSchema, picture: pictureSchema }))
          .min(1)
          .max(32),
        /**
         * Classes of the prediction at the query grid of training, and of the truth where it is shown, largest first; index
         * of the palette. Left out by tasks without classes and by earlier evaluators.
         */
        classes: z
          .array(z.strictObject({ index: z.number().int().min(0).max(255), name: labelSchema.max(200) }))
          .max(256)
          .exactOptional(),
        /** Why the image is there, where its own score says so; `value` in the metric's unit. */
        chosen: z
          .strictObject({ as: z.enum(imageChoices), metric: z.enum(metricIds), value: finite })
          .exactOptional(),
      }),
    )
    .min(1)
    .max(64),
  /** Learned width of each head's mask, in units of the image side; one list a readout. */
  sigmas: z.array(z.array(finite).max(256)).max(8),
});

/** Pictures of one result (paper, Fig. 7 and 10), for a fixed list of test images. */
export const artefactIndexSchema = artefactIndexFields.superRefine(
  ({ task, colours, dataset, images }, context) => {
    const main = mainMetricOf(task).id;
    const shown = mayShowImages(dataset.distribution);
    const wrongPicture = shown
      ? "missing; generated scenes show their images"
      : `expected null: pictures of ${dataset.distribution} data may not be published`;
    for (const [place, image] of images.entries()) {
      const { chosen, classes } = image;
      const complain = (name: string, message: string) =>
        context.addIssue({ code: "custom", path: ["images", place, name], message });
      if (chosen && chosen.metric !== main) complain("chosen", `by ${chosen.metric}; expected ${main}`);
      if (classes && colours.kind !== "palette")
        complain("classes", `colours are ${colours.kind}; expected palette`);
      for (const name of ["shown", "truth"] as const)
        if ((image[name] !== null) !== shown) complain(name, wrongPicture);
    }
  },
);
export type ArtefactIndex = z.infer<typeof artefactIndexSchema>;

/** Every picture that an index names, each once; one that is named with two sizes, twice. */
export function picturesOf({ images }: ArtefactIndex): Picture[] {
  const all = images.flatMap(({ shown, truth, features, predictions }) => [
    ...(shown ? [shown] : []),
    ...(truth ? [truth] : []),
    features,
    ...predictions.map(({ picture }) => picture),
  ]);
  return [...new Map(all.map((picture) => [Object.values(picture).join(), picture])).values()];
}
