import { z } from "zod";
import type { Manifest } from "../contract/index.ts";
import { dtypeName, dtypes, type ModelHeader, type ValueInfo } from "../onnx/index.ts";

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

/** Shape of `features` without the batch axis, as the file must give it. */
export function expectedOutput({ featureDim, featureGrid }: Manifest, o: OnnxOptions): number[] {
  if (o.output_layout === "nchw") return [featureDim, ...featureGrid];
  return [o.prefix_tokens + featureGrid[0] * featureGrid[1], featureDim];
}

/** Every rule that can be seen without running the file and that it breaks, each with what was found and expected. */
export function brokenRules(header: ModelHeader, manifest: Manifest, o: OnnxOptions): string[] {
  const side = manifest.inputSize;
  return [
    ...operatorProblems(header),
    ...precisionProblems(header),
    ...valueProblems("input", header.inputs, "pixel_values", [3, side, side]),
    ...valueProblems("output", header.outputs, "features", expectedOutput(manifest, o)),
  ];
}

function operatorProblems({ opsets, operators }: ModelHeader): string[] {
  const problems: string[] = [];
  const version = opsets.get("");
  if (version === undefined || version < oldestOpset || version > newestOpset) {
    const found = version === undefined ? "no standard opset" : `opset ${version}`;
    problems.push(`${found}, expected opset ${oldestOpset} to ${newestOpset}`);
  }
  for (const [domain, types] of operators) {
    if (domain === "") continue;
    const listed = [...types].sort().join(", ");
    problems.push(`operators of domain ${domain} (${listed}), expected the standard domain alone`);
  }
  // Its type follows from a tensor, which the checks of precision do not see.
  if (operators.get("")?.has("CastLike")) {
    problems.push("operator CastLike, expected Cast, which names its type");
  }
  const quantised = [...(operators.get("") ?? [])].filter((type) => quantisedOperators.test(type)).sort();
  if (quantised.length > 0) {
    problems.push(`quantised (${quantised.join(", ")}), expected a float32 model`);
  }
  return problems;
}

/** Weights may be stored in half precision where a Cast widens them first, as those of safetensors files are. */
function precisionProblems({ storedTypes, castTypes }: ModelHeader): string[] {
  const problems: string[] = [];
  const stored = [...storedTypes].map(dtypeName).filter((name) => quantisedTypes.test(name));
  if (stored.length > 0) {
    problems.push(`quantised (stores ${stored.join(", ")}), expected a float32 model`);
  }
  const cast = [...castTypes].map(dtypeName).filter((name) => coarseTypes.test(name));
  if (cast.length > 0) {
    problems.push(`computes in ${cast.join(", ")} (Cast), expected a model that computes in float32`);
  }
  return problems;
}

function valueProblems(
  kind: "input" | "output",
  values: readonly ValueInfo[],
  name: string,
  shape: readonly number[],
): string[] {
  const problems: string[] = [];
  const [value] = values;
  if (values.length !== 1 || value?.name !== name) {
    const found = values.map((other) => other.name).join(", ") || "none";
    problems.push(`${kind}s ${found}, expected one ${kind} ${name}`);
  }
  if (value === undefined) return problems;
  if (value.dtypeCode !== dtypes.float32.code) {
    problems.push(`${kind} ${value.name} has type ${dtypeName(value.dtypeCode)}, expected float32`);
  }
  const [batch, ...rest] = value.dims;
  const found = `[${value.dims.map((dim) => (dim === "" ? "?" : dim)).join(", ")}]`;
  const expected = `[batch, ${shape.join(", ")}]`;
  if (typeof batch === "number") {
    problems.push(`${kind} ${value.name} ${found} fixes the batch axis, expected ${expected}`);
  }
  // Exporters often leave the output's axes unnamed; the input's must be fixed, or positions would be resampled.
  const agrees = (dim: number | string, axis: number) =>
    typeof dim === "number" ? dim === shape[axis] : kind === "output";
  if (rest.length !== shape.length || !rest.every(agrees)) {
    problems.push(`${kind} ${value.name} has shape ${found}, expected ${expected}`);
  }
  return problems;
}
