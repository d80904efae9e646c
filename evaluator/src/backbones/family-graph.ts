import type { z } from "zod";
import { type FamilyId, type Manifest, parseDocument } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { listProblems } from "../files/json-file.ts";
import type { ExecutionProvider } from "../onnx/device.ts";
import { GraphBuilder, type Value } from "../onnx/index.ts";
import { buildCapi, capiOptions } from "./capi.ts";
import { buildConvnext, convnextOptions } from "./convnext.ts";
import { dinov3Options } from "./dinov3.ts";
import { buildFeatup, featupOptions } from "./featup.ts";
import { boundlessSource, type Fit, fittingLayout } from "./fitting-layout.ts";
import { buildHiera, hieraOptions } from "./hiera.ts";
import type { LayoutId } from "./key-layout.ts";
import type { Model } from "./layers.ts";
import type { WeightOptions } from "./options.ts";
import { buildPatchDct, patchDctOptions } from "./patch-dct.ts";
import { buildSam2, sam2Options } from "./sam2.ts";
import { buildVit, vitOptions } from "./vit.ts";
import { buildVitamin, vitaminOptions } from "./vitamin.ts";
import { buildVjepa2, vjepa2Options } from "./vjepa2.ts";
import { type KeyRules, type TensorSource, Weights } from "./weights.ts";

export interface FamilyGraph {
  /** Serialised ONNX model: `pixel_values` [batch, 3, I, I] -> `features` [batch, D', h, w]. */
  readonly bytes: Uint8Array;
  /** Parameters of the bare backbone. */
  readonly parameters: number;
  /** Keys of the weights file that the graph uses, with the shapes it expects. */
  readonly consumed: ReadonlyMap<string, readonly number[]>;
}

/** What the graph is built for. */
export interface GraphTarget {
  readonly provider: ExecutionProvider;
  /** Images of one pass; null: any number. */
  readonly batch: number | null;
}

/** The graph that identifies a backbone, whatever it runs on. */
export const anywhere: GraphTarget = { provider: "cpu", batch: null };

/**
 * The ONNX graph of a manifest whose family is written here.
 *
 * @throws InputError where options do not fit the family's schema, or the source lacks a key, gives it another shape, or
 * holds a key that the backbone does not use.
 */
export function buildFamilyGraph(
  manifest: Manifest,
  source: TensorSource | null,
  { provider, batch }: GraphTarget = anywhere,
): FamilyGraph {
  if (manifest.family === "onnx")
    throw new Error(`backbone ${manifest.id}: family onnx is a file of its own`);
  const graph = new GraphBuilder(manifest.id, { provider });
  const side = manifest.inputSize;
  const images = batch ?? "batch";
  const pixels = graph.input("pixel_values", "float32", [images, 3, side, side]);
  const { features, weights } = families[manifest.family].build({ graph, pixels, manifest, source, batch });
  graph.output(features, "features", "float32", [images, manifest.featureDim, ...manifest.featureGrid]);
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

/** What a graph is built on: the input and where it comes from. */
interface FamilyInput {
  readonly graph: GraphBuilder;
  /** Normalised pixels [B, 3, I, I]. */
  readonly pixels: Value;
  readonly manifest: Manifest;
  readonly source: TensorSource | null;
  readonly batch: number | null;
}

interface Family {
  /** What the manifest's options have to be. */
  readonly options: z.ZodType;
  build(input: FamilyInput): BuiltFamily;
}

/** A family with parameters. `graphOf` gives features [B, D', h, w]. */
function weighted<Options extends { weights: WeightOptions }>(
  options: z.ZodType<Options>,
  graphOf: (model: Model, pixels: Value, options: Options, manifest: Manifest) => Value,
): Family {
  return {
    options,
    build(input) {
      const { manifest, source } = input;
      const parsed = parseOptions(manifest, options);
      if (!source) throw new InputError(`backbone ${manifest.id}: family ${manifest.family} needs weights`);
      const built = (from: FamilyInput, read: TensorSource) => {
        const weights = new Weights(from.graph, read, keyRules(parsed.weights));
        const model = { graph: from.graph, weights, batch: from.batch };
        const features = graphOf(model, from.pixels, parsed, manifest);
        weights.finish();
        return { features, weights };
      };
      try {
        return built(input, source);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        const graph = new GraphBuilder(manifest.id);
        const elsewhere = { ...input, graph, pixels: graph.input("pixel_values", "float32", ["batch"]) };
        const { asked } = built(elsewhere, boundlessSource()).weights;
        throw withFit(error, parsed.weights.layout, fittingLayout(asked, source));
      }
    },
  };
}

/** A family that has none. */
function weightless<Options>(
  options: z.ZodType<Options>,
  graphOf: (graph: GraphBuilder, pixels: Value, options: Options) => Value,
): Family {
  return {
    options,
    build: ({ graph, pixels, manifest }) => ({
      features: graphOf(graph, pixels, parseOptions(manifest, options)),
      weights: null,
    }),
  };
}

/** Families whose graph is written here: all but `onnx`, whose file is the graph. */
export type BuiltFamilyId = Exclude<FamilyId, "onnx">;

/** Every family with its graph. A new one is a file, a line here and its id in the contract; one without the other does not compile. */
export const families: Readonly<Record<BuiltFamilyId, Family>> = {
  vit: weighted(vitOptions, (model, pixels, o, { featureGrid }) => buildVit(model, pixels, featureGrid, o)),
  hiera: weighted(hieraOptions, buildHiera),
  sam2: weighted(sam2Options, (model, pixels, o, { inputSize }) => buildSam2(model, pixels, inputSize, o)),
  vitamin: weighted(vitaminOptions, (model, pixels, o, { featureGrid }) =>
    buildVitamin(model, pixels, featureGrid, o),
  ),
  dinov3: weighted(dinov3Options, (model, pixels, o, { featureGrid }) =>
    buildVit(model, pixels, featureGrid, o),
  ),
  convnext: weighted(convnextOptions, buildConvnext),
  featup: weighted(featupOptions, (model, pixels, o, { inputSize, featureGrid }) =>
    buildFeatup(model, pixels, inputSize, featureGrid, o),
  ),
  capi: weighted(capiOptions, (model, pixels, o, { featureGrid }) =>
    buildCapi(model, pixels, featureGrid, o),
  ),
  vjepa2: weighted(vjepa2Options, (model, pixels, o, { featureGrid }) =>
    buildVjepa2(model, pixels, featureGrid, o),
  ),
  "patch-dct": weightless(patchDctOptions, buildPatchDct),
};

export function parseOptions<Options>(
  manifest: Pick<Manifest, "id" | "family" | "options">,
  schema: z.ZodType<Options>,
): Options {
  const parsed = parseDocument(schema, manifest.options);
  if (parsed.ok) return parsed.document;
  const problems = parsed.problems.map(({ path, message }) => ({ path: `options.${path}`, message }));
  throw new InputError(
    `backbone ${manifest.id}: options do not fit family ${manifest.family}:\n${listProblems(problems)}`,
  );
}

function keyRules({ layout, key_prefix, ignored_prefixes }: WeightOptions): KeyRules {
  const keyPrefixes = typeof key_prefix === "string" ? [key_prefix] : key_prefix;
  return { layout, keyPrefixes, ignoredPrefixes: ignored_prefixes };
}

/** The error, and the layout that the whole file fits where it is another than the manifest's. */
function withFit(error: InputError, layout: LayoutId, fit: Fit | null): InputError {
  if (fit === null || fit.layout === layout) return error;
  const others = fit.others.slice(0, 3).join(", ");
  const rest = others === "" ? "" : `, but for ${fit.others.length} keys (${others})`;
  return new InputError(
    `${error.message}; the file fits options.weights.layout "${fit.layout}" with key_prefix "${fit.prefix}"${rest}`,
  );
}
