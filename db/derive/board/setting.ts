import { z } from "zod";
import {
  canonicalJson,
  defaultBaselineDim,
  ownDatasetIds,
  type ResultBundle,
  readoutId,
  trainingBudget,
} from "#contract";
import { cohortKinds } from "./cohort-kind.ts";

/**
 * What decides which results may share a board: where the images come from, protocol version, training budget and
 * every option of the readout. null: the paper does not say.
 */
const settingSchema = z.strictObject({
  /** "custom": other images in a benchmark's place; "own": a user's images with the user's classes, or depths. */
  kind: z.enum(cohortKinds),
  protocolVersion: z.string().nullable(),
  budget: trainingBudget.nullable(),
  readout: readoutId,
  maskForm: z.enum(["paper", "released"]).nullable(),
  inputResize: z.enum(["bicubic", "nearest"]).nullable(),
  resolution: z.enum(["standard", "higher"]),
  learningRate: z.number().nullable(),
  /** Left out at the usual width and where there is none: keys of results without widths stay what they are. */
  baselineDim: z.number().exactOptional(),
  /** The coarser of what backbone and readout computed in; left out at float32, likewise. */
  precision: z.enum(["float16", "bfloat16"]).exactOptional(),
});
export type Setting = z.infer<typeof settingSchema>;

export function settingOf({ dataset, protocolVersion, training, variant, engines }: ResultBundle): Setting {
  const { baselineDim, ...choices } = variant;
  const precisions = [engines.backbone.precision, engines.readout.precision];
  const coarse = (["bfloat16", "float16"] as const).find((precision) => precisions.includes(precision));
  return {
    kind: ownDatasetIds.find((own) => own === dataset.id) ?? dataset.distribution,
    protocolVersion,
    budget: training.budget,
    ...choices,
    ...(baselineDim === null || baselineDim === defaultBaselineDim ? {} : { baselineDim }),
    ...(coarse === undefined ? {} : { precision: coarse }),
  };
}

export const defaultLearningRate = 0.001;

/** The paper's numbers: its Tables 3 and 4 for the base readout, 5 and A.2 for the others. */
export function paperSetting({ readout, resolution }: Pick<Setting, "readout" | "resolution">): Setting {
  return {
    kind: "paper",
    protocolVersion: null,
    budget: null,
    readout,
    maskForm: null,
    inputResize: null,
    resolution,
    learningRate: null,
  };
}

export const settingKey = (setting: Setting): string => canonicalJson(setting);
export const parseSettingKey = (key: string): Setting => settingSchema.parse(JSON.parse(key));

/**
 * Results of one task share a column only where data set, its fingerprint and the number of iterations agree, and the
 * batch's size where neither the protocol nor a smoke run fixes it.
 */
export function columnKeyOf({ dataset, training: { budget, iterations, batchSize } }: ResultBundle): string {
  const steps = budget === "custom" ? `${iterations}/${batchSize}` : `${iterations}`;
  return `${dataset.id}/${dataset.fingerprint}/${steps}`;
}

/** One cell measured once. A second bundle of the same key is a correction. */
export function naturalKeyOf(bundle: ResultBundle): string {
  return canonicalJson({
    backbone: bundle.manifest.id,
    weights: bundle.backbone.weightsSha256,
    task: bundle.task,
    seed: bundle.seed,
    setting: settingOf(bundle),
    column: columnKeyOf(bundle),
  });
}

/** The options that differ from the protocol's own, for a cohort's id; empty for the main setting. */
export function variantParts(setting: Setting): string[] {
  const parts: string[] = [];
  // One change: a width is part of which baseline it is.
  const width = setting.baselineDim === undefined ? "" : `-dim-${setting.baselineDim}`;
  if (setting.readout !== "base") parts.push(`${setting.readout}${width}`);
  if (setting.maskForm === "released") parts.push("released-mask");
  if (setting.inputResize === "nearest") parts.push("nearest-resize");
  if (setting.resolution === "higher") parts.push("higher-resolution");
  if (setting.learningRate !== null && setting.learningRate !== defaultLearningRate)
    parts.push(`lr-${setting.learningRate}`);
  if (setting.precision !== undefined) parts.push(setting.precision);
  return parts;
}
