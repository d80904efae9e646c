/** Reads the reference cases of the readout: index.json, safetensors and params.json of a golden folder. */
import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../files/input-error.ts";
import { readLimited } from "../files/limited-read.ts";
import { readSafetensorsHeader } from "../files/safetensors.ts";
import type { ReadoutConfig } from "../readout/config.ts";

const grid = z.tuple([z.number(), z.number()]);

const configSchema = z.object({
  model: z.enum(["deap", "bicubic", "cnn", "linear"]),
  featureDim: z.number(),
  outputs: z.number(),
  baseGrid: grid,
  dim: z.number().optional(),
  heads: z.number().optional(),
  mask: z.enum(["paper", "released", "none"]).optional(),
  sharedSigma: z.boolean().optional(),
  ffn: z.boolean().optional(),
  cnn: z.boolean().optional(),
  onlyMask: z.boolean().optional(),
  cnnChannels: z.number().optional(),
  padding: z.enum(["zeros", "border"]).optional(),
  resize: z.enum(["bilinear", "nearest"]).optional(),
});

const shared = {
  file: z.string(),
  config: configSchema,
  batch: z.number(),
  featureGrid: grid,
  queryGrid: grid,
  align: z.enum(["corner", "centre"]),
  lossKind: z.enum(["cross-entropy", "bce"]),
};

const stepSchema = z.object({
  ...shared,
  kind: z.literal("step"),
  loss: z.number(),
  parameters: z.object({ published: z.number(), effective: z.number() }),
  zeroGrads: z.array(z.string()),
  gradNorms: z.record(z.string(), z.number()).optional(),
});

const runSchema = z.object({
  ...shared,
  kind: z.literal("run"),
  samples: z.number(),
  steps: z.number(),
  optimiser: z.object({
    name: z.literal("AdamW"),
    lr: z.number(),
    weightDecay: z.number(),
    beta1: z.number(),
    beta2: z.number(),
    eps: z.number(),
  }),
  lossFloat64: z.array(z.number()),
  lossAfter: z.number(),
});

export const caseSchema = z.discriminatedUnion("kind", [stepSchema, runSchema]);
export type StepCase = z.infer<typeof stepSchema>;
export type RunCase = z.infer<typeof runSchema>;
export type ReadoutCase = StepCase | RunCase;

export const indexSchema = z.object({
  tolerance: z.record(z.string(), z.number()),
  cases: z.record(z.string(), z.unknown()),
});

/** The readout that a case describes. */
export function configOfCase({ config, featureGrid, queryGrid, align }: ReadoutCase): ReadoutConfig {
  const common = {
    featureDim: config.featureDim,
    featureGrid,
    queryGrid,
    outputs: config.outputs,
    outputBias: 0,
  };
  const { dim = 0, cnnChannels = 0, resize = "bilinear" } = config;
  switch (config.model) {
    case "bicubic":
      return { ...common, model: "bicubic", dim, padding: config.padding ?? "zeros", cnnChannels };
    case "cnn":
      return { ...common, model: "transposed-convolution", dim, resize, cnnChannels };
    case "linear":
      return { ...common, model: "linear", resize };
    case "deap":
      return {
        ...common,
        model: "attentive",
        baseGrid: config.baseGrid,
        alignment: align,
        dim,
        heads: config.heads ?? 0,
        mask: config.mask ?? "none",
        sigma: config.sharedSigma ? "shared" : "per-head",
        scores: config.onlyMask ? "mask-only" : "queries-and-mask",
        feedForward: config.ffn ? "two-layer" : "linear",
        upsampler: config.cnn ? "convolutional" : "bilinear",
        cnnChannels,
      };
  }
}

export interface CaseTensors {
  readonly names: readonly string[];
  floats(name: string): Float32Array;
  bytes(name: string): Uint8Array;
  integers(name: string): Int32Array;
}

const mostTensorBytes = 2 ** 31 - 1;

/** All tensors of one case file; asking for a missing one or one of another type throws InputError. */
export async function readCaseTensors(directory: string, file: string): Promise<CaseTensors> {
  const path = join(directory, file);
  const { tensors } = await readSafetensorsHeader(path);
  const data = await readLimited(path, mostTensorBytes, "tensors of a case");
  const take = (name: string, dtype: string): ArrayBuffer => {
    const found = tensors.get(name);
    if (found?.dtype !== dtype) {
      throw new InputError(`${path}: tensor ${name} is ${found?.dtype ?? "missing"}, expected ${dtype}`);
    }
    return Uint8Array.from(data.subarray(found.offset, found.offset + found.length)).buffer;
  };
  return {
    names: [...tensors.keys()],
    floats: (name) => new Float32Array(take(name, "F32")),
    bytes: (name) => new Uint8Array(take(name, "U8")),
    integers: (name) => new Int32Array(take(name, "I32")),
  };
}
