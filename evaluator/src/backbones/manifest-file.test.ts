import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { elementCount } from "../math/element-count.ts";
import { buildFamilyGraph } from "./family-graph.ts";
import { listManifests, readManifest } from "./manifest-file.ts";
import { seededSource } from "./seeded-weights.ts";
import type { TensorSource } from "./weights.ts";

interface PublishedKeys {
  readonly parameters: number;
  /** Shapes by key; `{0-11}` stands for each number of the ranges. */
  readonly keys: Record<string, readonly number[]>;
}

/** Keys and shapes of the published files, and timm's and transformers' parameter counts of the same models. */
const published: Record<string, PublishedKeys> = JSON.parse(
  await readFile(new URL("published-keys.fixture.json", import.meta.url), "utf8"),
);
const variantOf: Record<string, string> = {
  "clip-b-quickgelu": "clip-b",
  "clip-l-quickgelu": "clip-l",
  "metaclip-quickgelu": "metaclip",
  "vitamin-stored-norm": "vitamin",
};

function expandKeys(keys: PublishedKeys["keys"]): Map<string, readonly number[]> {
  const expanded = new Map<string, readonly number[]>();
  for (const [pattern, dims] of Object.entries(keys)) {
    const ranges = pattern.match(/\{(.*)\}/)?.[1];
    if (ranges === undefined) expanded.set(pattern, dims);
    for (const range of ranges?.split(",") ?? []) {
      const [first = 0, last = 0] = range.split("-").map(Number);
      for (let n = first; n <= last; n++) expanded.set(pattern.replace(/\{.*\}/, String(n)), dims);
    }
  }
  return expanded;
}

function sourceOf(keys: ReadonlyMap<string, readonly number[]>): TensorSource {
  return {
    path: "weights.safetensors",
    keys: () => [...keys.keys()],
    find(key) {
      const dims = keys.get(key);
      return dims && { dtype: "F32", dims, offset: 0, length: 4 * elementCount(dims) };
    },
    read: (key) => new Float32Array(elementCount(keys.get(key) ?? [])),
  };
}

const ids = await listManifests();

describe("manifests of the evaluator", () => {
  test("cover the 18 rows of Tables 2 to 4 and the baselines", () => {
    expect(ids).toEqual(expect.arrayContaining([...Object.keys(published), "dct-16", "dct-8"]));
  });

  test.each(ids)("%s: parses, and its graph uses exactly the published keys and parameters", async (id) => {
    const manifest = await readManifest(id);
    expect(manifest.id).toBe(id);
    if (manifest.family === "patch-dct") {
      expect(buildFamilyGraph(manifest, null).parameters).toBe(0);
      return;
    }
    const row = published[variantOf[id] ?? id];
    if (!row) throw new Error(`no published keys of ${id}`);
    const keys = expandKeys(row.keys);
    const source = manifest.weights === null ? seededSource("", 0, 768) : sourceOf(keys);
    const { consumed, parameters } = buildFamilyGraph(manifest, source);
    expect(Object.fromEntries(consumed)).toEqual(Object.fromEntries(keys));
    expect(parameters).toBe(row.parameters);
    expect(manifest.parameters).toBe(row.parameters);
  });

  test("name weights of different backbones by different files", async () => {
    const urlByFile = new Map<string, string>();
    for (const id of ids) {
      const { weights } = await readManifest(id);
      if (!weights) continue;
      expect(urlByFile.get(weights.file) ?? weights.url).toBe(weights.url);
      urlByFile.set(weights.file, weights.url);
    }
  });
});

describe("strict accounting of keys", async () => {
  const manifest = await readManifest("imagenet");
  const complete = expandKeys(published.imagenet?.keys ?? {});
  const build = (keys: Map<string, readonly number[]>) => () => buildFamilyGraph(manifest, sourceOf(keys));

  test("a missing key is named", () => {
    const keys = new Map(complete);
    keys.delete("blocks.3.attn.qkv.bias");
    expect(build(keys)).toThrow(/key blocks\.3\.attn\.qkv\.bias not found among 149, expected \[2304\]/);
  });

  test("a wrong shape is named with both shapes", () => {
    const keys = new Map(complete).set("pos_embed", [1, 196, 768]);
    expect(build(keys)).toThrow(/key pos_embed has shape \[1,196,768\], expected \[1,197,768\]/);
  });

  test("a key that nothing uses is named", () => {
    const keys = new Map(complete).set("head.weight", [1000, 768]);
    expect(build(keys)).toThrow(/1 keys that the backbone does not use \(head\.weight\)/);
  });

  test("a copy may lack the prefix that the original file has", async () => {
    const moco = await readManifest("mocov3");
    const { consumed } = buildFamilyGraph(moco, sourceOf(new Map(complete).set("head.weight", [1000, 768])));
    expect([...consumed.keys()]).toContain("blocks.0.norm1.weight");
  });
});

describe("readManifest", () => {
  test("an unknown id lists the known ones; a missing or damaged file is named", async () => {
    await expect(readManifest("vit-huge")).rejects.toThrow(/no backbone vit-huge; expected .*dct-16/);
    await expect(readManifest("/nowhere/a.json")).rejects.toThrow(
      /\/nowhere\/a\.json: cannot be read \(ENOENT\)/,
    );
    const folder = await mkdtemp(join(tmpdir(), "manifests-"));
    const path = join(folder, "a.json");
    await writeFile(path, "{");
    await expect(readManifest(path)).rejects.toThrow(/not JSON/);
    const manifest = await readManifest("dct-8");
    await writeFile(path, JSON.stringify({ ...manifest, inputSize: -1, family: "resnet" }));
    await expect(readManifest(path)).rejects.toThrow(/family: .*\n.*inputSize: /s);
    await rm(folder, { recursive: true });
  });

  test("text is UTF-8 or marked UTF-16, and every name is one visible line", async () => {
    const folder = await mkdtemp(join(tmpdir(), "manifests-"));
    const path = join(folder, "a.json");
    const manifest = { ...(await readManifest("dct-8")), label: "Stra\u00dfe" };
    await writeFile(path, Buffer.from(`\ufeff${JSON.stringify(manifest)}`, "utf16le"));
    expect(await readManifest(path)).toEqual(manifest);
    await writeFile(path, JSON.stringify(manifest), "latin1");
    await expect(readManifest(path)).rejects.toThrow(
      /a\.json: byte \d+ \(0xdf\) is not UTF-8; expected UTF-8/,
    );
    const weights = { ...(await readManifest("mae")).weights, file: "../a.safetensors" };
    await writeFile(path, JSON.stringify({ ...manifest, weights }));
    await expect(readManifest(path)).rejects.toThrow(
      /weights\.file: leaves its folder; expected a path inside/,
    );
    await writeFile(path, JSON.stringify({ ...manifest, label: "\u200b", notes: "a\u0000" }));
    await expect(readManifest(path)).rejects.toThrow(/label: is blank .*\n.*notes: has U\+0000/s);
    await rm(folder, { recursive: true });
  });

  test("options that do not fit the family are named", async () => {
    const manifest = await readManifest("imagenet");
    const options = { ...manifest.options, depth: 0, patches: 3 };
    expect(() => buildFamilyGraph({ ...manifest, options }, sourceOf(new Map()))).toThrow(
      /options do not fit family vit:\n.*depth/,
    );
  });
});
