import { z } from "zod";
import { percentile } from "../statistics/percentile.ts";
import { instantSchema } from "./instant.ts";
import { sha256, slug } from "./manifest.ts";
import { engineSchema, environmentSchema, protocolVersionSchema } from "./result-bundle.ts";
import { protocolTaskIds } from "./tasks.ts";

export const speedSchemaVersion = 1;
export const speedMaxBytes = 100_000;

/** ViT-B/16 at 224 pixels: the paper's unit of time. Untrained weights take the same time as trained ones. */
export const speedReferenceId = "random";
/** Ten batches of eight (paper, section 4.3); 3 warm-ups and the median of 5 rounds are our decision, PROTOCOL.md. */
export const speedBatch: SpeedMeasurement["batch"] = { size: 8, batches: 10, warmUps: 3, rounds: 5 };

const positive = z
  .number()
  .refine((value) => Number.isFinite(value) && value > 0, "expected a positive number");
const count = z.number().int().positive();

/** Milliseconds of one round: `batches` batches one after the other. */
const timingSchema = z.strictObject({ medianMs: positive, roundsMs: z.array(positive).min(1).max(100) });
export type Timing = z.infer<typeof timingSchema>;

const speedFields = z.strictObject({
  schemaVersion: z.literal(speedSchemaVersion),
  protocolVersion: protocolVersionSchema,
  measuredAt: instantSchema,
  backbone: z.strictObject({
    id: slug,
    graphSha256: sha256,
    /** null: the family has no weights. */
    weightsSha256: sha256.nullable(),
    /** Numbers drawn in the shapes of the published weights took their place: they take the same time. Absent: no. */
    weights: z.literal("untrained").optional(),
    /** Side of the square input, pixels. */
    inputSize: count,
    featureDim: count,
    featureGrid: z.tuple([count, count]),
    /** Its manifest is. */
    private: z.literal(true).exactOptional(),
  }),
  /** Device and precision of each. */
  engines: z.strictObject({ backbone: engineSchema, readout: engineSchema }),
  /** Threads of the CPU. */
  threads: count,
  /** The paper's ten batches of eight; warm-ups are batches, not timed. */
  batch: z.strictObject({
    size: count,
    batches: count,
    warmUps: z.number().int().nonnegative(),
    rounds: count,
  }),
  /** Backbone alone, from pixels in memory to features in memory. */
  backboneMs: timingSchema,
  /** Readout alone (variant base), from features in memory to outputs in memory. */
  readoutMs: z.partialRecord(z.enum(protocolTaskIds), timingSchema),
  /** ViT-B/16 at 224 pixels, timed in the same run. */
  reference: z.strictObject({ id: slug, graphSha256: sha256, backboneMs: timingSchema }),
  /** In units of the reference's median: Fig. 8 is `backbone`, Fig. 9 stacks `readout` on it. */
  relative: z.strictObject({
    backbone: positive,
    readout: z.partialRecord(z.enum(protocolTaskIds), positive),
  }),
  environment: environmentSchema,
});

/** One speed measurement of a backbone and its readouts (paper, Fig. 8 and 9). */
export const speedMeasurementSchema = speedFields.superRefine((speed, context) => {
  const complain = (path: (string | number)[], message: string) =>
    context.addIssue({ code: "custom", path, message });
  const timings: [string[], Timing | undefined][] = [
    [["backboneMs"], speed.backboneMs],
    [["reference", "backboneMs"], speed.reference.backboneMs],
    ...protocolTaskIds.map((task): [string[], Timing | undefined] => [
      ["readoutMs", task],
      speed.readoutMs[task],
    ]),
  ];
  for (const [path, timing] of timings) {
    if (timing && timing.roundsMs.length !== speed.batch.rounds) {
      complain(
        [...path, "roundsMs"],
        `has ${timing.roundsMs.length} rounds; batch.rounds is ${speed.batch.rounds}`,
      );
    }
    if (timing && timing.medianMs !== percentile(timing.roundsMs, 50)) {
      complain([...path, "medianMs"], `is not the median of its rounds, ${percentile(timing.roundsMs, 50)}`);
    }
  }
  const unit = speed.reference.backboneMs.medianMs;
  const agrees = (ratio: number | undefined, timing: Timing | undefined): boolean => {
    if (ratio === undefined || timing === undefined) return ratio === timing;
    return Math.abs(ratio - timing.medianMs / unit) <= 1e-9 * ratio;
  };
  if (!agrees(speed.relative.backbone, speed.backboneMs)) {
    complain(["relative", "backbone"], `expected ${speed.backboneMs.medianMs / unit}`);
  }
  for (const task of protocolTaskIds) {
    const timing = speed.readoutMs[task];
    if (agrees(speed.relative.readout[task], timing)) continue;
    complain(["relative", "readout", task], `expected ${timing ? timing.medianMs / unit : "nothing"}`);
  }
});
export type SpeedMeasurement = z.infer<typeof speedMeasurementSchema>;
