import { z } from "zod";
import { parseDocument } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { listProblems } from "../files/json-file.ts";
import { mostTextBytes, readLimited } from "../files/limited-read.ts";
import { elementCount } from "../math/element-count.ts";
import type { TensorSource } from "./weights.ts";

/** What is known of a weights file that nobody here has: it stands beside the manifest, as `<id>.keys.json`. */
const publishedKeysSchema = z.strictObject({
  /** Parameters of the bare backbone, as timm or transformers counts them. */
  parameters: z.number().int().nonnegative(),
  /** Shapes by key, of what the backbone uses; `{0-11}` or `{0-2,5-7}` stands for each number of the ranges. */
  keys: z.record(z.string().max(300), z.array(z.number().int().nonnegative())),
});

export interface PublishedKeys {
  readonly parameters: number;
  /** Shapes by key. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

/** More numbers than any network has blocks. */
const mostNumbers = 10_000;

/** The largest known networks have some thousands of tensors. */
const mostKeys = 100_000;

/** Where the keys of the manifest at a path are kept. */
export const publishedKeysPath = (manifestPath: string): string =>
  manifestPath.replace(/(\.json)?$/, ".keys.json");

/** @throws InputError where the file is missing or not of its form. */
export async function readPublishedKeys(path: string): Promise<PublishedKeys> {
  const bytes = await readLimited(path, mostTextBytes, "published keys").catch((error: unknown) => {
    if (error instanceof InputError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(`published keys ${path}: cannot be read (${code}); expected a JSON file`);
  });
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw new InputError(`published keys ${path}: not JSON (${(error as Error).message})`);
  }
  const parsed = parseDocument(publishedKeysSchema, json, "file");
  if (!parsed.ok) throw new InputError(`published keys ${path}:\n${listProblems(parsed.problems)}`);
  const { parameters, keys } = parsed.document;
  return { parameters, shapes: expandKeys(path, keys) };
}

function expandKeys(
  path: string,
  keys: Readonly<Record<string, readonly number[]>>,
): Map<string, readonly number[]> {
  const expanded = new Map<string, readonly number[]>();
  let made = 0;
  for (const [pattern, dims] of Object.entries(keys)) {
    const ranges = pattern.match(/\{(.*)\}/)?.[1];
    if (ranges === undefined) expanded.set(pattern, dims);
    for (const range of ranges?.split(",") ?? []) {
      const [first = Number.NaN, last = Number.NaN] = range.split("-").map(Number);
      if (!(0 <= first && first <= last && last < mostNumbers)) {
        throw new InputError(`published keys ${path}: ${pattern} has range ${range}, expected "first-last"`);
      }
      // Counted before they are made, and also where ranges overlap: a few letters stand for thousands.
      made += last - first + 1;
      if (made > mostKeys) {
        throw new InputError(
          `published keys ${path}: more than ${mostKeys} keys; expected those of one network`,
        );
      }
      for (let n = first; n <= last; n++) expanded.set(pattern.replace(/\{.*\}/, String(n)), dims);
    }
  }
  return expanded;
}

/** Tensors of these shapes without a file: a graph of them has the size and keys of the real one, and no weights. */
export function shapesSource(
  shapes: ReadonlyMap<string, readonly number[]>,
  path = "weights.safetensors",
): TensorSource {
  return {
    path,
    keys: () => [...shapes.keys()],
    find(key) {
      const dims = shapes.get(key);
      return dims && { dtype: "F32", dims, offset: 0, length: 4 * elementCount(dims) };
    },
    read: (key) => new Float32Array(elementCount(shapes.get(key) ?? [])),
  };
}
