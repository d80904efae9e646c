import { z } from "zod";
import { gridSchema, queryAlignment } from "./artefacts.ts";
import { instantSchema } from "./instant.ts";
import { sha256, slug } from "./manifest.ts";
import { engineSchema, environmentSchema } from "./result-bundle.ts";
import { metricIds, metricsOf, type TaskId } from "./tasks.ts";

export const outputSizesSchemaVersion = 1;
export const outputSizesMaxBytes = 100_000;

/**
 * Tasks whose metric is defined at any output size. Detection is decoded by a window of pixels and ranked by areas in the
 * trained output's pixels; embeddings are clustered at one fixed size whatever the output's.
 */
export const sizedTaskIds = [
  "boundaries",
  "voc2012",
  "coco-stuff",
  "nyuv2-depth",
] as const satisfies TaskId[];
export type SizedTaskId = (typeof sizedTaskIds)[number];

/** Largest relative difference between the trained size's score and the result's own. */
export const outputSizesTolerance = 1e-6;

const finite = z.number().refine(Number.isFinite, "expected a finite number");

const outputSizesFields = z.strictObject({
  schemaVersion: z.literal(outputSizesSchemaVersion),
  measuredAt: instantSchema,
  /** Id of the result: SHA-256 of its canonical bundle. */
  result: sha256,
  backbone: slug,
  task: z.enum(sizedTaskIds),
  /** All of the result's own test images. */
  testImages: z.number().int().positive(),
  /** Query grid of training; one of `sizes`. */
  trainedGrid: gridSchema,
  alignment: queryAlignment,
  sizes: z
    .array(
      z.strictObject({
        queryGrid: gridSchema,
        /** Rows and columns of the prediction, pixels. */
        outputSize: gridSchema,
        metrics: z.partialRecord(z.enum(metricIds), finite),
      }),
    )
    .min(1)
    .max(32),
  engine: engineSchema,
  environment: environmentSchema,
});

const same = (a: readonly (number | string)[], b: readonly (number | string)[]) => a.join() === b.join();

/** Scores of one trained readout at several output sizes, over the whole test set (paper, section 5.5 and Fig. 7). */
export const outputSizesSchema = outputSizesFields.superRefine(({ task, trainedGrid, sizes }, context) => {
  const complain = (path: (string | number)[], message: string) =>
    context.addIssue({ code: "custom", path, message });
  const expected = metricsOf(task).map(({ id }) => id);
  for (const [place, { queryGrid, outputSize, metrics }] of sizes.entries()) {
    if (!same(outputSize, [8 * queryGrid[0], 8 * queryGrid[1]])) {
      complain(["sizes", place, "outputSize"], `${outputSize.join(" x ")}; expected 8 times the query grid`);
    }
    if (sizes.findIndex((other) => same(other.queryGrid, queryGrid)) < place) {
      complain(["sizes", place, "queryGrid"], `${queryGrid.join(" x ")} is there twice`);
    }
    if (!same(Object.keys(metrics).sort(), [...expected].sort())) {
      complain(["sizes", place, "metrics"], `expected ${expected.join(" and ")}, and no others`);
    }
  }
  if (!sizes.some(({ queryGrid }) => same(queryGrid, trainedGrid))) {
    complain(["sizes"], `lacks the trained grid ${trainedGrid.join(" x ")}`);
  }
});
export type OutputSizes = z.infer<typeof outputSizesSchema>;

/** The scores at the trained size. */
export function trainedSize({ sizes, trainedGrid }: OutputSizes): OutputSizes["sizes"][number] {
  const found = sizes.find(({ queryGrid }) => same(queryGrid, trainedGrid));
  if (!found) throw new Error(`output sizes lack the trained grid ${trainedGrid.join(" x ")}`);
  return found;
}
