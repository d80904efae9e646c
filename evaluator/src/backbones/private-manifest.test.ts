import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { canonicalJson } from "../contract/index.ts";
import { GraphBuilder, ints, reshape, transpose } from "../onnx/index.ts";
import { openBackbone } from "./backbone.ts";
import { goldenFolder, goldenManifest } from "./golden-case.fixture.ts";
import { readManifest } from "./manifest-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "private-"));
  await copyFile(join(goldenFolder, "vit.safetensors"), join(folder, "own.safetensors"));
  await writeFile(join(folder, "map.onnx"), exported("map"));
  await writeFile(join(folder, "tokens.onnx"), exported("tokens"));
});
afterAll(() => rm(folder, { recursive: true }));

/** 4 x 4 patches of 8 x 8 pixels, 5 channels. */
function exported(kind: "map" | "tokens"): Uint8Array {
  const graph = new GraphBuilder("file");
  const input = graph.input("pixel_values", "float32", ["batch", 3, 8, 8]);
  const kernel = Float32Array.from({ length: 5 * 3 * 16 }, (_, index) => Math.sin(index) / 10);
  const weight = graph.constant("float32", [5, 3, 4, 4], kernel, "weight");
  const features = graph.op("Conv", [input, weight], { strides: ints([4, 4]) });
  if (kind === "map") graph.output(features, "features", "float32", ["batch", 5, 2, 2]);
  else {
    const tokens = transpose(graph, reshape(graph, features, [-1, 5, 4]), [0, 2, 1]);
    graph.output(tokens, "features", "float32", ["batch", 4, 5]);
  }
  return graph.build();
}

async function write(name: string, manifest: Record<string, unknown>): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, JSON.stringify({ private: true, ...manifest }));
  return path;
}

const colours = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
const pixels = (side: number) => Float32Array.from({ length: 3 * side * side }, (_, at) => Math.sin(at));

test.each(["map", "tokens"])("an ONNX file with features as a %s says all but colours", async (kind) => {
  const manifest = await readManifest(
    await write(`My ${kind}.json`, { weights: `${kind}.onnx`, ...colours }),
  );
  expect(manifest).toMatchObject({
    ...{ id: `my-${kind}`, private: true, family: "onnx", inputSize: 8, featureGrid: [2, 2], featureDim: 5 },
  });
  // Weights lie beside the manifest, and no document says where that is.
  await using backbone = await openBackbone(manifest, {
    weightsDirectory: "/nowhere",
    seed: 0,
    threads: 1,
    reading: "here",
  });
  expect(await backbone.features(pixels(8), 1)).toHaveLength(20);
  expect(canonicalJson(manifest)).not.toContain(folder);
});

test("a safetensors file needs family, options, side and colours", async () => {
  const golden = await goldenManifest("vit");
  const { family, options } = golden;
  const said = { weights: "own.safetensors", family, options, inputSize: 64, ...colours };
  const manifest = await readManifest(await write("own.json", said));
  expect(manifest).toMatchObject({
    id: "own",
    featureGrid: [4, 4],
    featureDim: 48,
    licence: "LicenseRef-private",
  });
  await using backbone = await openBackbone(manifest, { seed: 0, threads: 1, reading: "here" });
  await using published = await openBackbone(golden, {
    weightsDirectory: goldenFolder,
    seed: 0,
    threads: 1,
    reading: "here",
  });
  expect(await backbone.features(pixels(64), 1)).toEqual(await published.features(pixels(64), 1));
  // Another side than that of the stored positions.
  const larger = await readManifest(await write("larger.json", { ...said, inputSize: 96 }));
  await using enlarged = await openBackbone(larger, { seed: 0, threads: 1, reading: "here" });
  expect(await enlarged.features(pixels(96), 1)).toHaveLength(48 * 36);
});

test("what is like a published backbone takes the rest from it", async () => {
  const dinov2 = await readManifest("dinov2-b");
  const manifest = await readManifest(
    await write("tuned.json", { like: "dinov2-b", weights: "own.safetensors", inputSize: 224 }),
  );
  const { family, mean, std } = dinov2;
  expect(manifest).toMatchObject({ id: "tuned", family, mean, std, inputSize: 224, featureGrid: [16, 16] });
  expect(manifest.weights).toMatchObject({ file: "own.safetensors", sha256: null });
  const { options } = await goldenManifest("dinov2");
  const narrow = await readManifest(
    await write("narrow.json", { like: "dinov2-b", options, weights: "own.safetensors", inputSize: 56 }),
  );
  expect(narrow).toMatchObject({ featureGrid: [4, 4], featureDim: 48, mean });
  await expect(openBackbone(manifest, { seed: 0, reading: "here" })).rejects.toThrow(/own\.safetensors: /);
});

test("the README's examples are whole", async () => {
  const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
  const examples = readme.match(/^\{ "private": true.*\}$/gm) ?? [];
  await writeFile(join(folder, "own.onnx"), exported("map"));
  const manifests = await Promise.all(
    examples.map(async (text, at) => readManifest(await write(`example-${at}.json`, JSON.parse(text)))),
  );
  expect(manifests.map(({ family, featureGrid }) => [family, featureGrid])).toEqual([
    ["onnx", [2, 2]],
    ["vit", [32, 32]],
  ]);
});

test("what cannot be known has to be said", async () => {
  const problem = async (manifest: Record<string, unknown>) => {
    return String(await readManifest(await write("wrong.json", manifest)).catch((error: unknown) => error));
  };
  expect(await problem({ weights: "map.onnx" })).toMatch(/wrong\.json:\n {2}mean: .*\n {2}std: /);
  expect(await problem({ weights: "own.safetensors", ...colours })).toMatch(/no family; expected "like"/);
  expect(await problem({ like: "dinov2-b" })).toMatch(/no weights; expected the file of your own/);
  expect(await problem({ id: "mae", weights: "map.onnx", ...colours })).toMatch(
    /id mae is that of a published/,
  );
  expect(await problem({ weights: "../map.onnx", ...colours })).toMatch(/weights: leaves its folder/);
  expect(await problem({ weights: "model.pth", ...colours })).toMatch(
    /expected a \.safetensors or \.onnx file/,
  );
  expect(await problem({ weights: "none.onnx", ...colours })).toMatch(
    /none\.onnx: cannot be read \(ENOENT\)/,
  );
  expect(await problem({ weights: "map.onnx", like: "nothing" })).toMatch(/no backbone nothing/);
  expect(await problem({ weight: "map.onnx" })).toMatch(/Unrecognized key: "weight"/);
});
