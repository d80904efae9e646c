import { describe, expect, test, vi } from "vitest";
import type { Manifest } from "../contract/index.ts";
import { type BuiltFamilyId, buildFamilyGraph, families } from "./family-graph.ts";
import { listManifests, readManifest } from "./manifest-file.ts";
import type { TensorSource } from "./weights.ts";

const manifests = await Promise.all((await listManifests()).map(readManifest));

type Path = readonly string[];
const leavesOf = (value: unknown, path: Path = []): Path[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
    : [path];

/** The value, and a note of each path that is read of it. */
function watched(value: unknown, note: (path: Path) => void, path: Path = []): unknown {
  if (typeof value !== "object" || value === null) return value;
  // Graphs read pairs of sizes in their innermost loops: who holds a list of numbers has read it.
  if (Array.isArray(value) && value.every((element) => typeof element === "number")) {
    note([...path, "0"]);
    return value;
  }
  return new Proxy(value, {
    get(target, key) {
      const inner: unknown = Reflect.get(target, key);
      if (typeof key !== "string") return inner;
      note([...path, key]);
      return watched(inner, note, [...path, key]);
    },
  });
}

/** Parameters of any name and shape. */
function zeros(): TensorSource {
  const lengths = new Map<string, number>();
  return {
    path: "zeros.safetensors",
    keys: () => [],
    find(key, dims) {
      const count = dims.reduce((product, size) => product * size, 1);
      lengths.set(key, count);
      return { dtype: "F32", dims, offset: 0, length: 4 * count };
    },
    read: (key) => new Float32Array(lengths.get(key) ?? 0),
  };
}

const another = (value: unknown): unknown =>
  typeof value === "number" ? value + 1 : typeof value === "boolean" ? !value : `${value}-x`;

function changed(options: unknown, path: Path): unknown {
  const copy = structuredClone(options) as Record<string, unknown>;
  const [last = ""] = path.slice(-1);
  const holder = path.slice(0, -1).reduce<Record<string, unknown>>((at, key) => at[key] as typeof at, copy);
  holder[last] = another(holder[last]);
  return copy;
}

/** Paths that building the manifest's graph reads; elements of a list count as one. */
function readPaths(manifest: Manifest, family: BuiltFamilyId): ReadonlySet<string> {
  const read = new Set<string>();
  const { options } = families[family];
  const parse = options.safeParse.bind(options);
  const spy = vi.spyOn(options, "safeParse").mockImplementation((value) => {
    const parsed = parse(value);
    return parsed.success
      ? { ...parsed, data: watched(parsed.data, (path) => read.add(general(path))) }
      : parsed;
  });
  try {
    buildFamilyGraph(manifest, zeros());
  } finally {
    spy.mockRestore();
  }
  return read;
}

const general = (path: Path) => path.map((key) => (/^\d+$/.test(key) ? "*" : key)).join(".");

describe("an option is read by the graph, or can have one value alone", () => {
  for (const manifest of manifests) {
    const { family } = manifest;
    if (family === "onnx") continue;
    test(manifest.id, () => {
      const read = readPaths(manifest, family);
      // Which keys of a file are the backbone's is asked of the file: weights.ts has tests of its own.
      const { weights: _, ...options } = manifest.options;
      const unread = leavesOf(options).filter((path) => !read.has(general(path)));
      const free = unread.filter(
        (path) => families[family].options.safeParse(changed(manifest.options, path)).success,
      );
      expect(free.map(general)).toEqual([]);
    });
  }
});
