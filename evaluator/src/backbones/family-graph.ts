import type { z } from "zod";
import type { Manifest } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { GraphBuilder, type Value } from "../onnx/index.ts";
import { buildConvnext, convnextOptions } from "./convnext.ts";
import { buildDinov3, dinov3Options } from "./dinov3.ts";
import { buildFeatup, featupOptions } from "./featup.ts";
import { buildHiera, hieraOptions } from "./hiera.ts";
import type { Model } from "./layers.ts";
import type { WeightOptions } from "./options.ts";
import { buildPatchDct, patchDctOptions } from "./patch-dct.ts";
import { buildSam2, sam2Options } from "./sam2.ts";
import { buildVit, vitOptions } from "./vit.ts";
import { buildVitamin, vitaminOptions } from "./vitamin.ts";
import { type TensorSource, Weights } from "./weights.ts";

export interface FamilyGraph {
  /** Serialised ONNX model: `pixel_values` [batch, 3, I, I] -> `features` [batch, D', h, w]. */
  readonly bytes: Uint8Array;
  /** Parameters of the bare backbone. */
  readonly parameters: number;
  /** Keys of the weights file that the graph uses, with the shapes it expects. */
  readonly consumed: ReadonlyMap<string, readonly number[]>;
}

/**
 * The ONNX graph of a manifest whose family is written here.
 *
 * @throws InputError where options do not fit the family's schema, or the source lacks a key, gives it another shape, or
 * holds a key that the backbone does not use.
 */
export function buildFamilyGraph(manifest: Manifest, source: TensorSource | null): FamilyGraph {
  const graph = new GraphBuilder(manifest.id);
  const side = manifest.inputSize;
  const pixels = graph.input("pixel_values", "float32", ["batch", 3, side, side]);
  const { features, weights } = buildFamily(graph, pixels, manifest, source);
  weights?.finish();
  graph.output(features, "features", "float32", ["batch", manifest.featureDim, ...manifest.featureGrid]);
  return {
    bytes: graph.build(),
    parameters: weights?.parameters ?? 0,
    consumed: weights?.consumed ?? new Map(),
  };
}

interface BuiltFamily {
  readonly features: Value;
  readonly weights: Weights | null;
}

function buildFamily(
  graph: GraphBuilder,
  pixels: Value,
  manifest: Manifest,
  source: TensorSource | null,
): BuiltFamily {
  const build = <Options extends { weights: WeightOptions }>(
    schema: z.ZodType<Options>,
    family: (model: Model, options: Options) => Value,
  ): BuiltFamily => {
    const options = parseOptions(manifest, schema);
    const weights = weightsOf(graph, manifest, source, options.weights);
    return { features: family({ graph, weights }, options), weights };
  };
  const grid = manifest.featureGrid;
  switch (manifest.family) {
    case "vit":
      return build(vitOptions, (model, options) => buildVit(model, pixels, grid, options));
    case "hiera":
      return build(hieraOptions, (model, options) => buildHiera(model, pixels, options));
    case "sam2":
      return build(sam2Options, (model, options) => buildSam2(model, pixels, manifest.inputSize, options));
    case "vitamin":
      return build(vitaminOptions, (model, options) => buildVitamin(model, pixels, grid, options));
    case "dinov3":
      return build(dinov3Options, (model, options) => buildDinov3(model, pixels, grid, options));
    case "convnext":
      return build(convnextOptions, (model, options) => buildConvnext(model, pixels, options));
    case "featup": {
      const side = manifest.inputSize;
      return build(featupOptions, (model, options) => buildFeatup(model, pixels, side, grid, options));
    }
    case "patch-dct": {
      const options = parseOptions(manifest, patchDctOptions);
      return { features: buildPatchDct(graph, pixels, options), weights: null };
    }
    default:
      throw new InputError(`backbone ${manifest.id}: family ${manifest.family} has no graph of its own`);
  }
}

export function parseOptions<Options>(manifest: Manifest, schema: z.ZodType<Options>): Options {
  const parsed = schema.safeParse(manifest.options);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `  options.${path.join(".")}: ${message}`);
  throw new InputError(
    `backbone ${manifest.id}: options do not fit family ${manifest.family}:\n${problems.join("\n")}`,
  );
}

function weightsOf(
  graph: GraphBuilder,
  manifest: Manifest,
  source: TensorSource | null,
  o: WeightOptions,
): Weights {
  if (!source) throw new InputError(`backbone ${manifest.id}: family ${manifest.family} needs weights`);
  const keyPrefixes = typeof o.key_prefix === "string" ? [o.key_prefix] : o.key_prefix;
  return new Weights(graph, source, {
    layout: o.layout,
    keyPrefixes,
    ignoredPrefixes: o.ignored_prefixes,
  });
}
