import { readFile, stat } from "node:fs/promises";
import { z } from "zod";
import type { Manifest } from "../contract/index.ts";
import { fileKind } from "../files/file-kind.ts";
import { InputError } from "../files/input-error.ts";
import { oneLine } from "../files/one-line.ts";
import { relativeDifference } from "../math/relative-difference.ts";
import {
  dtypeName,
  dtypes,
  type ModelHeader,
  ProtoError,
  readModelHeader,
  type ValueInfo,
} from "../onnx/index.ts";
import { engineReason } from "../onnx/session.ts";
import { normals } from "./random-source.ts";

/** A backbone that somebody else exported. The contract is in PROTOCOL.md; every rule is checked before the first image. */
export const onnxOptions = z.discriminatedUnion("output_layout", [
  /** features [batch, D, F, F] */
  z.strictObject({ output_layout: z.literal("nchw") }),
  /** features [batch, prefix + F * F, D], raster order */
  z.strictObject({
    output_layout: z.literal("tokens"),
    prefix_tokens: z.number().int().nonnegative(),
  }),
]);
export type OnnxOptions = z.infer<typeof onnxOptions>;

const oldestOpset = 17;
const newestOpset = 20;

/** Operators of quantised models: their features are not those of the weights that the board names. */
const quantisedOperators =
  /^(QLinear\w+|QuantizeLinear|DynamicQuantizeLinear|DequantizeLinear|MatMulInteger|ConvInteger)$/;

/** No network of float32 stores these: weights of few bits, whatever operators widen them. */
const quantisedTypes = /^(u?int([248]|16)|float[48].*)$/;

/** Casting to one of these, the network computes in less than single precision. */
const coarseTypes = /^(b?float16|u?int[248]|float[48].*)$/;

/** Protobuf's own limit: larger models keep their weights in external data. */
const mostModelBytes = 2 ** 31;

/** Relative difference of an image's features between a batch of one and a batch of two. */
const batchTolerance = 1e-4;

/** Shape of `features` without the batch axis, as the file must give it. */
function expectedOutput({ featureDim, featureGrid }: Manifest, o: OnnxOptions): number[] {
  if (o.output_layout === "nchw") return [featureDim, ...featureGrid];
  return [o.prefix_tokens + featureGrid[0] * featureGrid[1], featureDim];
}

/**
 * Reads an ONNX file and checks what can be seen without running it.
 *
 * @throws InputError naming the rule that the file breaks
 */
export async function readOnnxFile(
  manifest: Manifest,
  path: string,
  o: OnnxOptions,
): Promise<{ bytes: Uint8Array; header: ModelHeader }> {
  const { size } = await stat(path);
  if (size >= mostModelBytes) {
    throw new InputError(`${path}: ${size} bytes, expected an ONNX file of less than ${mostModelBytes}`);
  }
  const bytes = await readFile(path);
  const kind = fileKind(bytes);
  if (kind !== null) throw new InputError(`${path}: is ${kind}; expected an ONNX file`);
  const header = headerOf(bytes, path);
  checkOperators(path, header);
  checkPrecision(path, header);
  const side = manifest.inputSize;
  checkValue(path, "input", header.inputs, "pixel_values", [3, side, side]);
  checkValue(path, "output", header.outputs, "features", expectedOutput(manifest, o));
  return { bytes, header };
}

function headerOf(bytes: Uint8Array, path: string): ModelHeader {
  try {
    return readModelHeader(bytes);
  } catch (error) {
    // A message nested without end overflows the stack.
    if (!(error instanceof ProtoError || error instanceof RangeError)) throw error;
    throw new InputError(`${path}: not an ONNX file (${oneLine(error)}); expected a whole one`);
  }
}

function checkOperators(path: string, { opsets, operators }: ModelHeader): void {
  const version = opsets.get("");
  if (version === undefined || version < oldestOpset || version > newestOpset) {
    const found = version === undefined ? "no standard opset" : `opset ${version}`;
    throw new InputError(`${path}: ${found}, expected opset ${oldestOpset} to ${newestOpset}`);
  }
  for (const [domain, types] of operators) {
    if (domain === "") continue;
    const listed = [...types].sort().join(", ");
    throw new InputError(
      `${path}: operators of domain ${domain} (${listed}), expected the standard domain alone`,
    );
  }
  // Its type follows from a tensor, which the checks of precision do not see.
  if (operators.get("")?.has("CastLike")) {
    throw new InputError(`${path}: operator CastLike, expected Cast, which names its type`);
  }
  const quantised = [...(operators.get("") ?? [])].filter((type) => quantisedOperators.test(type)).sort();
  if (quantised.length > 0) {
    throw new InputError(`${path}: quantised (${quantised.join(", ")}), expected a float32 model`);
  }
}

/** Weights may be stored in half precision where a Cast widens them first, as those of safetensors files are. */
function checkPrecision(path: string, { storedTypes, castTypes }: ModelHeader): void {
  const stored = [...storedTypes].map(dtypeName).filter((name) => quantisedTypes.test(name));
  if (stored.length > 0) {
    throw new InputError(`${path}: quantised (stores ${stored.join(", ")}), expected a float32 model`);
  }
  const cast = [...castTypes].map(dtypeName).filter((name) => coarseTypes.test(name));
  if (cast.length > 0) {
    throw new InputError(
      `${path}: computes in ${cast.join(", ")} (Cast), expected a model that computes in float32`,
    );
  }
}

function checkValue(
  path: string,
  kind: "input" | "output",
  values: readonly ValueInfo[],
  name: string,
  shape: readonly number[],
): void {
  const [value] = values;
  if (values.length !== 1 || value?.name !== name) {
    const found = values.map((other) => other.name).join(", ") || "none";
    throw new InputError(`${path}: ${kind}s ${found}, expected one ${kind} ${name}`);
  }
  if (value.dtypeCode !== dtypes.float32.code) {
    const found = dtypeName(value.dtypeCode);
    throw new InputError(`${path}: ${kind} ${name} has type ${found}, expected float32`);
  }
  const [batch, ...rest] = value.dims;
  const found = `[${value.dims.map((dim) => (dim === "" ? "?" : dim)).join(", ")}]`;
  const expected = `[batch, ${shape.join(", ")}]`;
  if (typeof batch === "number") {
    throw new InputError(`${path}: ${kind} ${name} ${found} fixes the batch axis, expected ${expected}`);
  }
  // Exporters often leave the output's axes unnamed; the input's must be fixed, or positions would be resampled.
  const agrees = (dim: number | string, axis: number) =>
    typeof dim === "number" ? dim === shape[axis] : kind === "output";
  if (rest.length !== shape.length || !rest.every(agrees)) {
    throw new InputError(`${path}: ${kind} ${name} has shape ${found}, expected ${expected}`);
  }
}

/** A forward pass of the file: [B, 3, I, I] -> values and shape of `features`. */
export type RunModel = (
  pixels: Float32Array,
  batch: number,
) => Promise<{ readonly data: Float32Array; readonly dims: readonly number[] }>;

/**
 * Runs two seeded images together and one alone.
 *
 * @throws InputError where features have another shape, are not finite, or depend on the batch
 */
export async function checkOnnxRun(
  manifest: Manifest,
  path: string,
  o: OnnxOptions,
  run: RunModel,
): Promise<void> {
  const image = 3 * manifest.inputSize ** 2;
  const pixels = normals("dense-probing/onnx-check/1", 2 * image, 1);
  const alone = await run(pixels.subarray(image), 1).catch((error: unknown) => {
    throw new InputError(
      `${path}: ONNX Runtime cannot run it (${engineReason(error)}), expected features of one image`,
    );
  });
  const pair = await run(pixels, 2).catch((error: unknown) => {
    throw new InputError(
      `${path}: runs with one image and not with two, so a batch size is baked into the graph (${engineReason(error)}), expected a free batch axis`,
    );
  });
  const expected = [2, ...expectedOutput(manifest, o)];
  if (pair.dims.join() !== expected.join()) {
    const baked = pair.dims[0] === 1 ? "; a batch size of 1 is baked into the graph" : "";
    throw new InputError(
      `${path}: features of two images have shape [${pair.dims}], expected [${expected}]${baked}`,
    );
  }
  const broken = pair.data.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) {
    throw new InputError(`${path}: feature ${broken} is ${pair.data[broken]}, expected finite numbers`);
  }
  const together = pair.data.subarray(pair.data.length / 2);
  const difference = relativeDifference(alone.data, together);
  if (!(difference <= batchTolerance)) {
    const found = `differ by ${difference} between a batch of one and of two`;
    throw new InputError(`${path}: an image's features ${found}, expected at most ${batchTolerance}`);
  }
}

/** Features in the file's layout -> [B, D, F, F]. */
export function toGrid(
  manifest: Manifest,
  o: OnnxOptions,
  features: Float32Array,
  batch: number,
): Float32Array {
  if (o.output_layout === "nchw") return features;
  const { featureDim: dim } = manifest;
  const places = manifest.featureGrid[0] * manifest.featureGrid[1];
  const tokens = o.prefix_tokens + places;
  const grid = new Float32Array(batch * dim * places);
  for (let image = 0; image < batch; image++) {
    for (let place = 0; place < places; place++) {
      const from = (image * tokens + o.prefix_tokens + place) * dim;
      for (let channel = 0; channel < dim; channel++) {
        grid[(image * dim + channel) * places + place] = features[from + channel]!;
      }
    }
  }
  return grid;
}
