import { basename } from "node:path";
import { buildFamilyGraph } from "../backbones/family-graph.ts";
import { openNetwork } from "../backbones/network.ts";
import { untrainedSource } from "../backbones/seeded-weights.ts";
import type { BackboneCost, Manifest } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { oneLine } from "../files/one-line.ts";
import { ProtoError, readModelFile, readModelGraph } from "../onnx/index.ts";
import { graphCost } from "./graph-cost.ts";

/**
 * What one image of a backbone costs. Families that are built here need no weights: options decide all shapes.
 *
 * @param weightsDirectory where the file of family `onnx` lies; others need none
 * @throws InputError where options or an ONNX file do not fit, or a node cannot be counted
 */
export async function backboneCost(manifest: Manifest, weightsDirectory?: string): Promise<BackboneCost> {
  const what = `backbone ${manifest.id}`;
  if (manifest.family !== "onnx")
    return costOf(buildFamilyGraph(manifest, untrainedSource("", 0)).bytes, what);
  const folder = weightsDirectory === undefined ? {} : { weightsDirectory };
  await using network = await openNetwork(manifest, { seed: 0, ...folder });
  return costOf(network.graph, what);
}

/**
 * What one image of an ONNX file costs, whether or not it keeps the contract for backbones.
 *
 * @throws InputError where it is no ONNX file, has several inputs, or a node cannot be counted
 */
export async function onnxFileCost(path: string): Promise<BackboneCost> {
  const { bytes } = await readModelFile(path);
  return costOf(bytes, basename(path));
}

function costOf(model: Uint8Array, what: string): BackboneCost {
  try {
    const graph = readModelGraph(model);
    const [pixels] = graph.inputs;
    const side = pixels?.dims.at(-1);
    if (graph.inputs.length !== 1 || typeof side !== "number") {
      const found =
        graph.inputs.map(({ name, dims }) => `${name} [${dims.join(", ")}]`).join(" and ") || "none";
      throw new InputError(`inputs ${found}; expected one, [batch, 3, I, I] with I given`);
    }
    return { inputSize: side, ...graphCost(graph) };
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${what}: ${error.message}`);
    // A message nested without end overflows the stack.
    if (!(error instanceof ProtoError || error instanceof RangeError)) throw error;
    throw new InputError(`${what}: not an ONNX file (${oneLine(error)}); expected a whole one`);
  }
}
