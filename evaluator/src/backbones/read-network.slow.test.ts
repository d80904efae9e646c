import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { InputError } from "../files/input-error.ts";
import { GraphBuilder, ints, type Value } from "../onnx/index.ts";
import { openBackbone } from "./backbone.ts";
import { readManifest } from "./manifest-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "read-network-"));
  await writeFile(
    join(folder, "own.json"),
    JSON.stringify({ private: true, weights: "own.onnx", mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }),
  );
  await writeFile(
    join(folder, "own.data"),
    new Uint8Array(Float32Array.from({ length: 240 }, (_, at) => Math.sin(at)).buffer),
  );
});
afterAll(() => rm(folder, { recursive: true }));
const options = { seed: 0, threads: 1, lockPath: null };

/** Features [batch, 5, 2, 2] of 8 x 8 pixels, with weights in a file beside it. */
async function write(after: (graph: GraphBuilder, features: Value) => Value): Promise<void> {
  const graph = new GraphBuilder("net");
  const input = graph.input("pixel_values", "float32", ["batch", 3, 8, 8]);
  const weight = graph.external(
    "float32",
    [5, 3, 4, 4],
    { file: "own.data", offset: 0, length: 960 },
    "weight",
  );
  const features = after(graph, graph.op("Conv", [input, weight], { strides: ints([4, 4]) }));
  graph.output(features, "features", "float32", ["batch", 5, 2, 2]);
  await writeFile(join(folder, "own.onnx"), graph.build());
}

test("a network that a child has read is the one that is opened", async () => {
  await write((_, features) => features);
  const manifest = await readManifest(join(folder, "own.json"));
  expect(manifest).toMatchObject({ inputSize: 8, featureGrid: [2, 2], featureDim: 5 });
  await using here = await openBackbone(manifest, { ...options, reading: "here" });
  await using read = await openBackbone(manifest, options);
  const pixels = Float32Array.from({ length: 192 }, (_, at) => Math.cos(at));
  expect(await read.features(pixels, 1)).toEqual(await here.features(pixels, 1));
  expect(read.weightsSha256).toBe(here.weightsSha256);
});

test("a foreign file is run there first, and refused in the same words", async () => {
  await write((graph, features) => {
    const batch = graph.constant("int64", [4], BigInt64Array.of(1n, 5n, 2n, 2n));
    return graph.op("Reshape", [features, batch]);
  });
  const manifest = await readManifest(join(folder, "own.json"));
  const refusal = (reading: "here" | "in a child") =>
    openBackbone(manifest, { ...options, reading }).then(
      () => expect.fail("it was opened"),
      (error: Error) => error,
    );
  const [here, child] = [await refusal("here"), await refusal("in a child")];
  expect(child).toBeInstanceOf(InputError);
  expect(child.message).toMatch(/own\.onnx: runs with one image and not with two/);
  expect(child.message).toBe(here.message);
});

test("a network that exhausts its reader costs no more than that", async () => {
  await write((_, features) => features);
  const manifest = await readManifest(join(folder, "own.json"));
  vi.stubEnv("EVALUATOR_READ_MB", "60");
  try {
    await expect(openBackbone(manifest, options)).rejects.toThrow(
      /own\.onnx: reading it takes more than 60 MB of memory; .* set EVALUATOR_READ_MB higher/,
    );
  } finally {
    vi.unstubAllEnvs();
  }
});
