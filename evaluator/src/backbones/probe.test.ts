import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Manifest } from "../contract/index.ts";
import { encodeSafetensors, readSafetensorsHeader, readTensor } from "../files/safetensors.ts";
import { openBackbone } from "./backbone.ts";
import { goldenManifest, goldenWeights } from "./golden-manifest.fixture.ts";
import { activationId } from "./options.ts";
import { probeTolerance } from "./probe.ts";
import { probeImages } from "./probe-images.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "probes-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** What was said while the backbone was opened. */
async function open(manifest: Manifest, weightsDirectory = goldenWeights, probeMemory?: string) {
  const said: string[] = [];
  await using _ = await openBackbone(manifest, {
    ...{
      weightsDirectory,
      seed: 0,
      threads: 1,
      reading: "here",
      onDevice: (line: string) => said.push(line),
    },
    ...(probeMemory === undefined ? {} : { probeMemory }),
  });
  return said;
}

const refused =
  /backbone golden-[\w-]+: features are not those of timm 1\.0\.29: (values|norms\.\w+)\[\d+\] is \S+, expected \S+ \(largest difference \d\.\de[-+]\d, at most 5e-5 allowed\)/;

const withOptions = (manifest: Manifest, change: Record<string, unknown>): Manifest => ({
  ...manifest,
  options: { ...manifest.options, ...change },
});

/** A copy of the weights in which keys change their names. */
async function renamed(manifest: Manifest, rename: (key: string) => string): Promise<void> {
  await rewritten(manifest, (key, data) => [rename(key), data]);
}

async function rewritten(
  { weights }: Manifest,
  change: (key: string, data: Float32Array) => [string, Float32Array],
): Promise<void> {
  const header = readSafetensorsHeader(join(goldenWeights, weights!.file));
  const tensors = [...header.tensors].map(([key, { dims }]) => {
    const [name, data] = change(key, readTensor(header, key));
    return [name, { dims, data }] as const;
  });
  await writeFile(join(folder, weights!.file), encodeSafetensors(new Map(tensors)));
}

test("the images are those of tools/probe/probe.py to the bit", () => {
  const sha256 = (side: number) => {
    const hash = createHash("sha256");
    for (const { data } of probeImages(side)) {
      for (let channel = 0; channel < 3; channel++) hash.update(data.filter((_, at) => at % 3 === channel));
    }
    return hash.digest("hex");
  };
  expect(sha256(7)).toBe("83b67305d3472cc35029d26faaf91b6ad0cae746f5b53e99e943976fc513a2b7");
  expect(sha256(224)).toBe("67556b11f94102b16c99ecbb8501602152cfeda0f98363d3a6e2206d21d4b717");
});

describe("a network that computes what timm computes", () => {
  test.each(["vit", "vit_fp16", "vit_bf16", "dinov2", "clip_quickgelu", "dinov3_qkvb"])(
    "passes: %s",
    async (name) => {
      const [line = ""] = await open(await goldenManifest(name));
      const difference = Number(line.match(/differ from those of timm 1\.0\.29 by (\S+)$/)?.[1]);
      // What engines differ by leaves the tolerance room for deeper networks.
      expect(difference).toBeLessThan(probeTolerance / 5);
    },
  );

  test("is not asked for with untrained weights", async () => {
    const manifest = await goldenManifest("vit");
    const options = { seed: 0, threads: 1, parameters: "untrained" } as const;
    await using untrained = await openBackbone(manifest, options);
    expect(untrained.weightsSha256).not.toBeNull();
  });

  test("is compared once a weights file, and again where probe, mean or weights are others", async () => {
    const memory = join(folder, "memory");
    const manifest = await goldenManifest("vit");
    expect(await open(manifest, goldenWeights, memory)).toHaveLength(1);
    expect(await open(manifest, goldenWeights, memory)).toEqual([]);
    expect(await readdir(memory)).toHaveLength(1);
    const mean: Manifest["mean"] = [0.4, 0.5, 0.5];
    await expect(open({ ...manifest, mean }, goldenWeights, memory)).rejects.toThrow(refused);
    const half = { ...manifest, weights: { ...manifest.weights!, file: "vit_bf16.safetensors" } };
    await expect(open(half, goldenWeights, memory)).rejects.toThrow(refused);
    expect(await readdir(memory)).toHaveLength(1);
  });
});

describe("a probe refuses", () => {
  const cases: [string, string, (manifest: Manifest) => Manifest][] = [
    ["another number of heads", "vit", (m) => withOptions(m, { num_heads: 6, head_dim: 8 })],
    [
      "another epsilon",
      "vit",
      (m) => withOptions(m, { norm: { type: "layer_norm", eps: 1e-5, bias: true } }),
    ],
    [
      "another epsilon where activations are large",
      "clip_quickgelu",
      (m) => withOptions(m, { norm: { type: "layer_norm", eps: 1e-4, bias: true } }),
    ],
    ["another mean", "vit", (m) => ({ ...m, mean: [0.485, 0.456, 0.406] })],
    ["another deviation", "vit", (m) => ({ ...m, std: [0.5, 0.5, 0.52] })],
    [
      "no LayerScale",
      "dinov2",
      (m) =>
        withOptions(m, {
          layer_scale: null,
          weights: {
            ...(m.options.weights as object),
            ignored_prefixes: ["blocks.0.ls1", "blocks.0.ls2", "blocks.1.ls1", "blocks.1.ls2"],
          },
        }),
    ],
    [
      "a final norm that is not the file's",
      "vit",
      (m) => withOptions(m, { final_norm: { ...(m.options.final_norm as object), parameters: "default" } }),
    ],
    [
      "no final norm",
      "vit",
      (m) => {
        const weights = { ...(m.options.weights as object), ignored_prefixes: ["norm."] };
        return withOptions(m, { final_norm: null, weights });
      },
    ],
    [
      "another temperature of rotary positions",
      "dinov3_qkvb",
      (m) => withOptions(m, { rope: { ...(m.options.rope as object), temperature: 90 } }),
    ],
    [
      "no biases of queries and values",
      "dinov3_qkvb",
      (m) =>
        withOptions(m, {
          qkv_bias: false,
          weights: {
            ...(m.options.weights as object),
            ignored_prefixes: [0, 1].flatMap((block) =>
              ["q", "v"].map((part) => `blocks.${block}.attn.${part}_bias`),
            ),
          },
        }),
    ],
  ];
  test.each(cases)("%s", async (_, name, change) => {
    const manifest = await goldenManifest(name);
    const { family, options } = change(manifest);
    await expect(open({ ...change(manifest), family, options })).rejects.toThrow(refused);
  });

  test("every other activation", async () => {
    for (const name of ["vit", "clip_quickgelu"]) {
      const manifest = await goldenManifest(name);
      const mlp = manifest.options.mlp as { readonly activation: string };
      for (const activation of activationId.options.filter((id) => id !== mlp.activation)) {
        const changed = withOptions(manifest, { mlp: { ...mlp, activation } });
        await expect(open(changed), activation).rejects.toThrow(refused);
      }
    }
  });

  test("keys that are taken for one another", async () => {
    const manifest = await goldenManifest("vit");
    const names: Record<string, string> = { norm1: "norm2", norm2: "norm1" };
    await renamed(manifest, (key) => key.replace(/norm[12]/, (name) => names[name]!));
    await expect(open(manifest, folder)).rejects.toThrow(refused);
  });

  test("queries that are taken for keys", async () => {
    const manifest = await goldenManifest("vit");
    await rewritten(manifest, (key, data) => {
      if (!key.includes(".attn.qkv.")) return [key, data];
      const third = data.length / 3;
      const [q, k, v] = [0, 1, 2].map((part) => data.subarray(part * third, (part + 1) * third));
      return [key, Float32Array.from([...k!, ...q!, ...v!])];
    });
    await expect(open(manifest, folder)).rejects.toThrow(refused);
  });

  test("features that are not finite", async () => {
    const manifest = await goldenManifest("vit");
    // Large enough for a product to overflow.
    await rewritten(manifest, (key, data) => [key, key.includes("fc2") ? data.map(() => 3e38) : data]);
    await expect(open(manifest, folder)).rejects.toThrow(/largest difference Infinity/);
  });
});
