import { join } from "node:path";
import { expect, test } from "vitest";
import type { Manifest, Probe } from "../contract/index.ts";
import { readSafetensorsHeader, readTensor } from "../files/safetensors.ts";
import { relativeDifference } from "../math/relative-difference.ts";
import { openBackbone } from "./backbone.ts";
import { buildFamilyGraph } from "./family-graph.ts";
import { goldenFolder, goldenManifest } from "./golden-case.fixture.ts";
import { atInputSide } from "./input-side.ts";
import { readManifest } from "./manifest-file.ts";
import { safetensorsSource } from "./weights.ts";

/** Of features that no side has. */
const probe: Probe = {
  ...{ line: "zeros", library: "none", weightsSha256: "0".repeat(64), values: Array(64).fill(0) },
  norms: { images: [0, 0], channels: Array(8).fill(0), places: Array(8).fill(0) },
};

const place = { weightsDirectory: goldenFolder, seed: 0, threads: 1, reading: "here" } as const;

test("positions of another side are timm's", async () => {
  for (const name of ["dinov2_resample_up", "vit_resample_down"]) {
    const resampled = await goldenManifest(name);
    const { run_grid, resample, ...stored } = resampled.options.pos_embed as Record<string, unknown>;
    const [rows] = stored.grid as [number, number];
    const step = resampled.inputSize / resampled.featureGrid[0];
    const native: Manifest = {
      ...{ ...resampled, inputSize: rows * step, featureGrid: [rows, rows] },
      options: { ...resampled.options, pos_embed: stored },
    };
    const io = readSafetensorsHeader(join(goldenFolder, `${name}.io.safetensors`));
    await using backbone = await openBackbone(atInputSide(native, resampled.inputSize), {
      ...place,
      batchSize: 2,
    });
    const features = await backbone.features(readTensor(io, "pixel_values"), 2);
    expect(relativeDifference(features, readTensor(io, "features"))).toBeLessThan(1e-4);
  }
});

test.each([
  ["vit", 96, 6],
  ["dinov2", 84, 6],
  ["dinov3", 112, 7],
  ["convnext", 128, 4],
  ["vitamin", 96, 6],
  ["sam2", 192, 12],
  ["featup", 70, 80],
  ["capi", 48, 6],
  ["vjepa2_1", 96, 6],
  ["rope_and_positions", 112, 7],
] as const)(
  "%s takes %i pixels with the same weights, and no probe of the native side",
  async (name, side, rows) => {
    const native: Manifest = { ...(await goldenManifest(name)), probe };
    const larger = atInputSide(native, side);
    expect(larger.featureGrid).toEqual([rows, rows]);
    const header = readSafetensorsHeader(join(goldenFolder, native.weights!.file));
    const used = (manifest: Manifest) => buildFamilyGraph(manifest, safetensorsSource(header)).consumed;
    expect(used(larger)).toEqual(used(native));
    await using backbone = await openBackbone(larger, place);
    const pixels = Float32Array.from({ length: 3 * side ** 2 }, (_, index) => Math.sin(index * 0.37));
    const features = await backbone.features(pixels, 1);
    expect(features).toHaveLength(native.featureDim * rows ** 2);
    expect(features.every(Number.isFinite)).toBe(true);
  },
);

test("a fixed size and a side that fits no grid are refused with what fits", async () => {
  const hiera = await goldenManifest("hiera");
  expect(atInputSide(hiera, 96)).toBe(hiera);
  expect(() => atInputSide(hiera, 128)).toThrow(
    "golden-hiera at 128 pixels: family hiera has a fixed input size; expected 96, or no --size",
  );
  expect(() => atInputSide({ ...hiera, family: "onnx" }, 128)).toThrow(/an ONNX file has a fixed input size/);
  const dinov2 = await readManifest("dinov2-b");
  expect(() => atInputSide(dinov2, 512)).toThrow(
    /at 512 pixels: expected a multiple of 14, such as 504 or 518/,
  );
  expect(() => atInputSide(dinov2, 5)).toThrow(/expected a multiple of 14, such as 14/);
});
