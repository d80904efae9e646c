import { open } from "node:fs/promises";
import { join } from "node:path";
import { buildFamilyGraph } from "../src/backbones/family-graph.ts";
import type { TensorSource } from "../src/backbones/weights.ts";
import type { Manifest } from "../src/contract/index.ts";
import { elementCount } from "../src/math/element-count.ts";
import { uniformFraction, xoshiro128 } from "../src/math/random.ts";

/** The manifest of the weights that `writeRandomWeights` writes. */
export function withRandomWeights(manifest: Manifest): Manifest {
  if (manifest.weights === null) return manifest;
  const file = `${manifest.id}.safetensors`;
  return { ...manifest, weights: { ...manifest.weights, file, sha256: null, bytes: null } };
}

/**
 * Writes a weights file with the keys and shapes of a manifest's graph into a folder: values that keep activations near one,
 * so that no pass is slow for want of ordinary numbers.
 */
export async function writeRandomWeights(manifest: Manifest, folder: string): Promise<void> {
  const { weights } = withRandomWeights(manifest);
  if (weights === null) return;
  const path = join(folder, weights.file);
  const { consumed } = buildFamilyGraph(manifest, emptySource(path));
  await writeSafetensors(path, consumed);
}

/** Has every tensor that is asked for. */
function emptySource(path: string): TensorSource {
  const asked = new Map<string, readonly number[]>();
  return {
    path,
    keys: () => [...asked.keys()],
    find(key, dims) {
      asked.set(key, dims);
      return { dtype: "F32", dims, offset: 0, length: 4 * elementCount(dims) };
    },
    read: (key) => new Float32Array(elementCount(asked.get(key) ?? [])),
  };
}

async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, readonly number[]>,
): Promise<void> {
  let end = 0;
  const header: Record<string, unknown> = {};
  for (const [key, shape] of tensors) {
    const begin = end;
    end += 4 * elementCount(shape);
    header[key] = { dtype: "F32", shape, data_offsets: [begin, end] };
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  await using stream = await open(path, "wx");
  await stream.writeFile(Buffer.concat([length, text]));
  for (const [key, dims] of tensors) await stream.writeFile(new Uint8Array(valuesOf(key, dims).buffer));
}

/** Repeated, since drawing a billion values takes longer than what they are drawn for. */
const block = (() => {
  const random = xoshiro128([0, 0, 0, 1]);
  return Float32Array.from({ length: 1_000_003 }, () => 2 * uniformFraction(random) - 1);
})();

/** Scales one, shifts zero, and everything else uniform with the variance that keeps a sum's. */
function valuesOf(key: string, dims: readonly number[]): Float32Array {
  const values = new Float32Array(elementCount(dims));
  if (dims.length === 1) return values.fill(key.endsWith("bias") ? 0 : 1);
  const bound = Math.sqrt(3 / elementCount(dims.slice(1)));
  for (let index = 0; index < values.length; index++) values[index] = bound * block[index % block.length];
  return values;
}
