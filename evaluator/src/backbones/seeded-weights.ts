import { createHash } from "node:crypto";
// biome-ignore lint/style/noRestrictedImports: opened to be written.
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { StoredTensor } from "../files/safetensors.ts";
import { elementCount } from "../math/element-count.ts";
import { normals, uniforms } from "./random-source.ts";
import type { TensorSource } from "./weights.ts";

const filled = (count: number, value: number) => new Float32Array(count).fill(value);

/**
 * timm's default initialisation of a vision transformer (timm 1.0.29, vision_transformer.py): linear weights and
 * positions normal with deviation 0.02 (cut at +-2, a hundred deviations away), biases 0, class and register tokens
 * normal with deviation 1e-6, norms 1 and 0, and the patch convolution left at PyTorch's default, uniform in
 * +-1/sqrt(fan in) for weight and bias. `patchFanIn` is channels times patch area.
 */
export function timmInitialValues(
  name: string,
  dims: readonly number[],
  seed: number,
  patchFanIn: number,
): Float32Array {
  const count = elementCount(dims);
  const label = `dense-probing/initial-weights/1/${seed}/${name}`;
  if (name.startsWith("patch_embed.proj.")) return uniforms(label, count, patchFanIn ** -0.5);
  if (name === "cls_token" || name === "reg_token") return normals(label, count, 1e-6);
  if (name === "pos_embed") return normals(label, count, 0.02);
  if (/(^|\.)norm\w*\.weight$/.test(name)) return filled(count, 1);
  if (name.endsWith(".bias")) return filled(count, 0);
  if (name.endsWith(".weight")) return normals(label, count, 0.02);
  throw new Error(`no initial value is defined for parameter ${name}`);
}

export interface SeededSource extends TensorSource {
  /** Writes the values of every tensor that was found so far; returns the file's SHA-256 in hexadecimal. */
  write(): Promise<string>;
}

/** The values of a parameter by its key and shape. */
type ValuesOf = (key: string, dims: readonly number[]) => Float32Array;

/** A vision transformer as timm initialises it. */
export function seededSource(folder: string, seed: number, patchFanIn: number): SeededSource {
  return askedSource(folder, (key, dims) => timmInitialValues(key, dims, seed, patchFanIn));
}

/**
 * A network of any family, for its shapes and its time: values that keep activations near one, so that no pass is slow for
 * want of ordinary numbers. They are no family's initialisation, and features of them mean nothing.
 */
export function untrainedSource(folder: string, seed: number): SeededSource {
  let block: Float32Array | null = null;
  return askedSource(folder, (key, dims) => {
    block ??= uniforms(`dense-probing/untrained-weights/1/${seed}`, blockLength, 1);
    return ordinaryValues(key, dims, block);
  });
}

/** Repeated, since drawing a billion values takes longer than what they are drawn for; prime to all widths. */
const blockLength = 1_000_003;

/** Scales one, shifts zero, and everything else uniform with the variance that keeps a sum's. */
function ordinaryValues(key: string, dims: readonly number[], block: Float32Array): Float32Array {
  const values = new Float32Array(elementCount(dims));
  if (dims.length < 2) return values.fill(key.endsWith("bias") ? 0 : 1);
  const bound = Math.sqrt(3 / elementCount(dims.slice(1)));
  for (let index = 0; index < values.length; index++) values[index] = bound * block[index % blockLength]!;
  return values;
}

/** Parameters that exist as soon as they are asked for, in the order of the questions, in a raw file of float32. */
function askedSource(folder: string, valuesOf: ValuesOf): SeededSource {
  const tensors = new Map<string, StoredTensor>();
  let end = 0;
  const path = join(folder, "initial-weights.bin");
  const read = (key: string) => valuesOf(key, tensors.get(key)?.dims ?? []);
  return {
    path,
    keys: () => [...tensors.keys()],
    find(key, dims) {
      const known = tensors.get(key);
      if (known) return known;
      const length = 4 * elementCount(dims);
      const stored = { dtype: "F32", dims, offset: end, length };
      end += length;
      tensors.set(key, stored);
      return stored;
    },
    read,
    async write() {
      const hash = createHash("sha256");
      const file = await open(path, "wx");
      try {
        for (const key of tensors.keys()) {
          const values = read(key);
          const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
          hash.update(bytes);
          await file.writeFile(bytes);
        }
      } finally {
        await file.close();
      }
      return hash.digest("hex");
    },
  };
}
