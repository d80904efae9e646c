import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { openBackbone } from "../backbones/backbone.ts";
import { families } from "../backbones/family-graph.ts";
import { familyId, leavesFolder, type Manifest } from "../contract/index.ts";
import { readJsonFile } from "../files/json-file.ts";
import { readSafetensorsHeader, readTensor } from "../files/safetensors.ts";
import { relativeDifference } from "../math/relative-difference.ts";
import { cpu, type Device, deviceName } from "../onnx/index.ts";
import type { CaseResult } from "./case-result.ts";

/** Relative error ||a - b|| / ||b|| over all features that a float32 implementation may have. */
const tolerance = 1e-4;

const pair = z.tuple([z.number(), z.number()]);

/** Beside the case. */
const file = z.string().refine((name) => !leavesFolder(name), "leaves its folder; expected a path inside it");

/** What a case file says about the backbone; the family's schema checks `architecture`. */
export const caseSchema = z.object({
  case: z.string(),
  family: familyId,
  input_size: z.tuple([z.literal(3), z.number(), z.number()]),
  feature_dim: z.number(),
  grid: pair,
  architecture: z.record(z.string(), z.unknown()),
  weights: z.object({
    file,
    layout: z.string(),
    key_prefix: z.string(),
    ignored_prefixes: z.array(z.string()),
  }),
  io: z.object({ file }).catchall(z.unknown()),
});
type BackboneCase = z.infer<typeof caseSchema>;

/** Checks every case of a folder laid out like the reference backbones: one result a case and reference output. */
export async function* checkBackbones(directory: string, device: Device = cpu): AsyncGenerator<CaseResult> {
  const files = (await readdir(directory)).filter((name) => name.endsWith(".json")).sort();
  for (const file of files) {
    const json = await readJsonFile(join(directory, file), "a case of a backbone");
    if (isConfigurationTable(json)) continue;
    yield* checkCase(directory, file.replace(/\.json$/, ""), json, device);
  }
}

/** full-size.json lists configurations without weights or features: it has nothing to compute. */
function isConfigurationTable(json: unknown): boolean {
  return typeof json === "object" && json !== null && "backbones" in json && !("case" in json);
}

async function* checkCase(
  directory: string,
  name: string,
  json: unknown,
  device: Device,
): AsyncGenerator<CaseResult> {
  const failed = (detail: string): CaseResult => ({
    group: "backbones",
    name,
    passed: false,
    worstError: null,
    tolerance,
    detail,
  });
  const parsed = caseSchema.safeParse(json);
  if (!parsed.success) {
    yield failed(`not a case that is known here: ${z.prettifyError(parsed.error)}`);
    return;
  }
  const outputs = Object.keys(parsed.data.io).filter((key) => key !== "file" && key !== "pixel_values");
  for (const output of outputs) {
    try {
      const label = output === "features" ? name : `${name}/${output}`;
      yield await compare(directory, label, parsed.data, { output, device });
    } catch (error) {
      yield { ...failed((error as Error).message), name: `${name}/${output}` };
    }
  }
}

async function compare(
  directory: string,
  name: string,
  described: BackboneCase,
  { output, device }: { readonly output: string; readonly device: Device },
): Promise<CaseResult> {
  const io = readSafetensorsHeader(join(directory, described.io.file));
  const pixels = readTensor(io, "pixel_values");
  const expected = readTensor(io, output);
  const manifest = caseManifest(described, output);
  const images = io.tensors.get("pixel_values")?.dims[0] ?? 0;
  const place = {
    weightsDirectory: directory,
    lockPath: null,
    seed: 0,
    threads: 1,
    reading: "here",
  } as const;
  await using backbone = await openBackbone(manifest, { ...place, device, batchSize: images });
  const worstError = relativeDifference(await backbone.features(pixels, images), expected);
  const passed = worstError <= tolerance;
  const detail = `${described.family} graph on ${deviceName(device)}`;
  return { group: "backbones", name, passed, worstError, tolerance, detail };
}

/**
 * Reference configurations describe more than decides a graph. What the family has no option for is left out here; where
 * it would have decided something, the features differ.
 */
export function withoutRemarks(family: BackboneCase["family"], architecture: Record<string, unknown>) {
  const options = structuredClone(architecture);
  if (family === "onnx") return options;
  for (const issue of families[family].options.safeParse(options).error?.issues ?? []) {
    if (issue.code !== "unrecognized_keys") continue;
    const holder = issue.path.reduce<unknown>(
      (value, key) => (value as Record<PropertyKey, unknown>)[key],
      options,
    );
    for (const key of issue.keys) delete (holder as Record<string, unknown>)[key];
  }
  return options;
}

export function caseManifest(described: BackboneCase, output: string): Manifest {
  const { architecture, weights } = described;
  const options: Record<string, unknown> = {
    ...withoutRemarks(described.family, architecture),
    weights: {
      // The reference calls the layout of SAM 2's file by its library; the keys are the model's own, as timm's are.
      layout: weights.layout === "transformers" ? "timm" : weights.layout,
      key_prefix: weights.key_prefix,
      ignored_prefixes: weights.ignored_prefixes,
    },
  };
  if (output === "features_default_norm") {
    options.final_norm = { ...(architecture.final_norm as object), parameters: "default" };
  } else if (output !== "features") {
    throw new Error(`reference output ${output} is not known here`);
  }
  return {
    id: described.case.replaceAll("_", "-"),
    label: described.case,
    category: "none",
    objective: "none",
    architecture: described.family,
    pretrainingData: "none",
    paper: null,
    licence: "NONE",
    family: described.family,
    options,
    weights: {
      format: "safetensors",
      url: "https://example.org/",
      file: weights.file,
      sha256: null,
      bytes: null,
    },
    inputSize: described.input_size[1],
    featureGrid: described.grid,
    featureDim: described.feature_dim,
    parameters: 0,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    leak: "none-known",
    notes: "",
    contact: null,
  };
}
