import { basename } from "node:path";
import { brokenRules, type OnnxOptions } from "../backbones/onnx-rules.ts";
import type { Manifest } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { type ModelHeader, readModelFile } from "../onnx/index.ts";
import { type Added, asAdded } from "./added.ts";
import { idOf } from "./published-config.ts";

/** A file's answer to what a manifest says of sizes; 1 where it says nothing. */
interface Sizes extends Pick<Manifest, "inputSize" | "featureGrid" | "featureDim"> {
  readonly options: OnnxOptions;
  readonly unknown: readonly string[];
}

/**
 * The manifest of an ONNX file, whose header gives the sizes.
 *
 * @throws InputError where it is no ONNX file, or naming every rule that it breaks
 */
export async function addOnnx(path: string): Promise<Added> {
  const { header } = await readModelFile(path);
  const { options, unknown, ...sizes } = sizesOf(header);
  const name = basename(path).replace(/\.onnx$/i, "");
  const added = asAdded(
    {
      ...{ id: idOf(name), label: name.slice(0, 80), family: "onnx", options },
      ...sizes,
      parameters: header.storedFloats,
      ...{ mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
      weights: {
        ...{ format: "onnx", url: "https://example.org/where-the-file-is", file: basename(path) },
        ...{ sha256: null, bytes: null },
      },
    },
    [
      ...unknown,
      "weights.url: where the file is published",
      "mean, std: ImageNet's stand for those of the model, of pixels from 0 to 1",
      "parameters: all floating-point numbers that the file stores stand for the model's own count",
      ...(header.externalFiles.length > 0
        ? [`external data that has to lie beside the file: ${header.externalFiles.join(", ")}`]
        : []),
    ],
  );
  const broken = brokenRules(header, added.manifest, options);
  if (broken.length === 0) return added;
  throw new InputError(`${path}: breaks rules of ONNX files:${broken.map((rule) => `\n  ${rule}`).join("")}`);
}

function sizesOf({ inputs, outputs }: ModelHeader): Sizes {
  const size = (dim: number | string | undefined) => (typeof dim === "number" && dim > 0 ? dim : null);
  const inputSize = size(inputs[0]?.dims[3]);
  const output = outputs[0]?.dims ?? [];
  const unknown = inputSize === null ? ["inputSize: the file does not fix it"] : [];
  if (output.length !== 3) {
    const [dim, rows, columns] = [1, 2, 3].map((axis) => size(output[axis]));
    if (!dim || !rows || !columns)
      unknown.push("featureDim, featureGrid: the file does not say them, 1 stands there");
    return {
      ...{ options: { output_layout: "nchw" }, inputSize: inputSize ?? 1, unknown },
      ...{ featureGrid: [rows ?? 1, columns ?? 1], featureDim: dim ?? 1 },
    };
  }
  const [tokens, dim] = [size(output[1]), size(output[2])];
  // Prefix tokens are few: the largest square that fits is the grid.
  const side = Math.max(1, Math.floor(Math.sqrt(tokens ?? 1)));
  if (!tokens || !dim) unknown.push("featureDim, featureGrid: the file does not say them, 1 stands there");
  else
    unknown.push(
      `options.prefix_tokens: ${tokens} tokens are taken as a square grid and what is left in front of it`,
    );
  return {
    options: { output_layout: "tokens", prefix_tokens: (tokens ?? 1) - side * side },
    ...{ inputSize: inputSize ?? 1, featureGrid: [side, side], featureDim: dim ?? 1, unknown },
  };
}
