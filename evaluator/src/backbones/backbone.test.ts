import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Manifest } from "../contract/index.ts";
import { sha256OfFile } from "../weights/weights-file.ts";
import { weightsFolder } from "../weights/weights-folder.ts";
import { openBackbone } from "./backbone.ts";
import { examineWeights } from "./examine-weights.ts";
import { readManifest } from "./manifest-file.ts";
import { dctKernel, zigZag } from "./patch-dct.ts";

const golden = fileURLToPath(new URL("../../golden/backbones/", import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "backbones-"));
  await copyFile(join(golden, "vit.safetensors"), join(folder, "vit.safetensors"));
});
afterAll(() => rm(folder, { recursive: true }));

/** The reference case `vit` as a manifest. */
async function tinyVit(): Promise<Manifest> {
  const { architecture } = JSON.parse(await readFile(join(golden, "vit.json"), "utf8"));
  const base = await readManifest("imagenet");
  const weights = { ...base.weights!, file: "vit.safetensors" };
  const size = { inputSize: 64, featureGrid: [4, 4] as [number, number], featureDim: 48 };
  return { ...base, id: "tiny-vit", options: architecture, weights, ...size };
}

describe("openBackbone", () => {
  test("hashes weights and graph, and leaves the weights file as it was", async () => {
    const manifest = await tinyVit();
    const before = await readFile(join(folder, "vit.safetensors"));
    await using backbone = await openBackbone(manifest, {
      weightsDirectory: folder,
      seed: 0,
      threads: 1,
      reading: "here",
    });
    expect(backbone.weightsSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(backbone.engine).toMatchObject({ name: "onnxruntime-node", backend: "cpu", precision: "float32" });
    await expect(backbone.features(new Float32Array(7), 1)).rejects.toThrow(/7 pixel values, expected 12288/);
    const pinned = { ...manifest, weights: { ...manifest.weights!, sha256: backbone.weightsSha256 } };
    await using again = await openBackbone(pinned, {
      weightsDirectory: folder,
      seed: 1,
      threads: 1,
      reading: "here",
    });
    expect(again.graphSha256).toBe(backbone.graphSha256);
    expect(await readFile(join(folder, "vit.safetensors"))).toEqual(before);
  });

  test("weights behind a link of another name are the same backbone", async () => {
    const manifest = await tinyVit();
    const linked = join(folder, "linked");
    await mkdir(join(linked, "blobs"), { recursive: true });
    await copyFile(join(folder, "vit.safetensors"), join(linked, "blobs", "2".repeat(64)));
    await symlink(join("blobs", "2".repeat(64)), join(linked, "vit.safetensors"));
    await using plain = await openBackbone(manifest, {
      weightsDirectory: folder,
      seed: 0,
      threads: 1,
      reading: "here",
    });
    await using same = await openBackbone(manifest, {
      weightsDirectory: linked,
      seed: 0,
      threads: 1,
      reading: "here",
    });
    expect([same.graphSha256, same.weightsSha256]).toEqual([plain.graphSha256, plain.weightsSha256]);
    const pixels = Float32Array.from({ length: 3 * 64 * 64 }, (_, index) => Math.sin(index));
    expect(await same.features(pixels, 1)).toEqual(await plain.features(pixels, 1));
  });

  test("an image's features do not depend on the rest of its batch", async () => {
    await using backbone = await openBackbone(await tinyVit(), {
      weightsDirectory: folder,
      seed: 0,
      reading: "here",
      threads: 1,
    });
    const pixels = Float32Array.from({ length: 2 * 3 * 64 * 64 }, (_, index) => Math.sin(index * 0.7));
    const both = await backbone.features(pixels, 2);
    const second = await backbone.features(pixels.slice(pixels.length / 2), 1);
    // To the bit: a resumed run forms other batches, and must find the same features.
    expect(second).toEqual(both.slice(second.length));
  });

  test("refuses missing, truncated and different weights, naming file and hash", async () => {
    const manifest = await tinyVit();
    const open = (change: Partial<NonNullable<Manifest["weights"]>>) =>
      openBackbone(
        { ...manifest, weights: { ...manifest.weights!, ...change } },
        { weightsDirectory: folder, seed: 0, reading: "here" },
      );
    await expect(openBackbone(manifest, { seed: 0, reading: "here" })).rejects.toThrow(
      /needs weights: expected a folder/,
    );
    await expect(open({ file: "none.safetensors" })).rejects.toThrow(
      /no weights file .*none\.safetensors; get it with: evaluator weights fetch MANIFEST\.json --weights \S+$/,
    );
    await expect(
      openBackbone(await readManifest("dino"), { weightsDirectory: weightsFolder(), seed: 0 }),
    ).rejects.toThrow(/; get it with: evaluator weights fetch dino$/);
    await expect(open({ file: "." })).rejects.toThrow(/is no file; expected the one from https/);
    await expect(open({ sha256: "0".repeat(64) })).rejects.toThrow(
      /has SHA-256 [0-9a-f]{64}, expected 0{64}/,
    );
    await copyFile(join(golden, "vit.safetensors"), join(folder, "cut.safetensors"));
    await truncate(join(folder, "cut.safetensors"), 100_000);
    await expect(open({ file: "cut.safetensors" })).rejects.toThrow(
      /cut\.safetensors: truncated: 100000 bytes/,
    );
    await writeFile(
      join(folder, "pickle.safetensors"),
      Buffer.from("\x80\x02}q\x00X\x04\x00\x00\x00", "latin1"),
    );
    await expect(open({ file: "pickle.safetensors" })).rejects.toThrow(
      /pickle\.safetensors: is a Python pickle; expected one safetensors file/,
    );
  });

  test("refuses weights that are not the locked ones, and a lock that contradicts the manifest", async () => {
    const manifest = await tinyVit();
    const lockPath = join(folder, "weights.lock.json");
    const open = (change: Partial<NonNullable<Manifest["weights"]>> = {}) =>
      openBackbone(
        { ...manifest, weights: { ...manifest.weights!, ...change } },
        { weightsDirectory: folder, lockPath, seed: 0, threads: 1, reading: "here" },
      );
    const lock = (sha256: string) =>
      writeFile(lockPath, JSON.stringify({ version: 1, weights: { "tiny-vit": { ...entry, sha256 } } }));
    const url = manifest.weights!.url;
    const entry = { url, revision: null, access: "open", published: {}, bytes: 1 };
    await lock("0".repeat(64));
    await expect(open()).rejects.toThrow(/tiny-vit: .* has SHA-256 [0-9a-f]{64}, expected 0{64}$/);
    await expect(open({ sha256: "1".repeat(64) })).rejects.toThrow(
      `its manifest says SHA-256 ${"1".repeat(64)}, ${lockPath} says ${"0".repeat(64)}; expected the same`,
    );
    await expect(open({ url: "https://example.org/other" })).rejects.toThrow(
      `weights from https://example.org/other, ${lockPath} from ${url}; expected one address`,
    );
    await lock(await sha256OfFile(join(folder, "vit.safetensors")));
    await using backbone = await open();
    expect(backbone.weightsSha256).toBe(await sha256OfFile(join(folder, "vit.safetensors")));
  });

  test("an examination lists everything that is wrong at once", async () => {
    const manifest = await tinyVit();
    const options = { weightsDirectory: folder, lockPath: null };
    expect((await examineWeights(manifest, options)).problems).toEqual([]);
    const weights = { ...manifest.weights!, sha256: "0".repeat(64), bytes: 5 };
    const deeper = { ...manifest, options: { ...manifest.options, depth: 9 }, weights };
    const found = await examineWeights(deeper, options);
    expect(found.problems).toEqual([
      expect.stringMatching(/has SHA-256 [0-9a-f]{64}, expected 0{64}/),
      expect.stringMatching(/has \d+ bytes, expected 5/),
      expect.stringMatching(/key blocks\.\d\.\S+ not found among/),
    ]);
    const gone = { ...manifest, weights: { ...weights, file: "gone.safetensors" } };
    expect(await examineWeights(gone, options)).toEqual({
      sha256: null,
      problems: [expect.stringMatching(/no weights file .*gone\.safetensors/)],
    });
  });

  test("refuses FeatUp without weights, seeded ones included", async () => {
    const manifest = await readManifest("dinov2-s-featup");
    await expect(openBackbone({ ...manifest, weights: null }, { seed: 0 })).rejects.toThrow(
      /dinov2-s-featup: family featup needs weights: a random upsampler measures nothing/,
    );
    await expect(
      openBackbone(manifest, { weightsDirectory: folder, seed: 0, reading: "here" }),
    ).rejects.toThrow(/no weights file .*dinov2_jbu_stack_cocostuff\.safetensors/);
  });

  test("a manifest that gives features another shape than the graph is refused", async () => {
    const manifest = { ...(await readManifest("dct-16")), featureDim: 100 };
    await using backbone = await openBackbone(manifest, { seed: 0, threads: 1, reading: "here" });
    const pixels = new Float32Array(3 * 224 * 224);
    await expect(backbone.features(pixels, 1)).rejects.toThrow(
      /features \[1,192,14,14\], expected \[1,100,14,14\]/,
    );
  });

  test("untrained weights follow the seed alone", async () => {
    const tiny = { ...(await tinyVit()), weights: null };
    const pixels = Float32Array.from({ length: 3 * 64 * 64 }, (_, index) => Math.cos(index));
    const run = async (seed: number) => {
      await using backbone = await openBackbone(tiny, { seed, threads: 1 });
      const features = await backbone.features(pixels, 1);
      return { features: Array.from(features.slice(0, 8)), sha256: backbone.weightsSha256 };
    };
    const [first, again, other] = [await run(1), await run(1), await run(2)];
    expect(again).toEqual(first);
    expect(other.sha256).not.toBe(first.sha256);
    expect(other.features).not.toEqual(first.features);
    // Pinned: the generator is part of the protocol, so that runs on different machines agree.
    expect(first.sha256).toBe("feaed09c9b6f356708600810663a7f40028dec5527e7a1b660a4ce57ffdb10dd");
  });
});

describe("the cosine baseline", () => {
  test("coefficient 0 is the patch's mean, and coefficients are blind to each other's cosines", async () => {
    await using backbone = await openBackbone(await readManifest("dct-16"), {
      seed: 0,
      threads: 1,
      reading: "here",
    });
    const plane = 224 * 224;
    const pixels = new Float32Array(3 * plane);
    // Red: the mean 2 everywhere; green: the horizontal cosine of frequency 3 in each patch.
    pixels.fill(2, 0, plane);
    for (let i = 0; i < plane; i++) pixels[plane + i] = Math.cos((Math.PI * 3 * (2 * (i % 16) + 1)) / 32);
    const features = await backbone.features(pixels, 1);
    const at = (channel: number) => features[channel * 14 * 14 + 20]!;
    const order = zigZag(16, 64).map(String);
    expect(at(0)).toBeCloseTo(2, 5);
    for (let k = 1; k < 64; k++) expect(at(k)).toBeCloseTo(0, 5);
    for (let k = 0; k < 64; k++) expect(at(64 + k)).toBeCloseTo(order[k] === "0,3" ? Math.SQRT1_2 : 0, 5);
  });

  test("frequencies follow JPEG's zig-zag, and the full kernel is orthogonal", () => {
    expect(zigZag(8, 10)).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [2, 0],
      [1, 1],
      [0, 2],
      [0, 3],
      [1, 2],
      [2, 1],
      [3, 0],
    ]);
    expect(new Set(zigZag(5, 25).map(String)).size).toBe(25);
    const kernel = dctKernel({ patch_size: 4, coefficients: 16 });
    const row = (k: number) => kernel.subarray(k * 48, k * 48 + 16);
    for (let a = 0; a < 16; a++) {
      for (let b = 0; b < 16; b++) {
        const product = row(a).reduce((sum, value, i) => sum + value * row(b)[i]!, 0);
        expect(product).toBeCloseTo(a === b ? 1 / 16 : 0, 6);
      }
    }
  });
});
