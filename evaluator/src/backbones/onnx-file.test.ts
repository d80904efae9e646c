import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Manifest } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { float16ToNumber } from "../math/float16.ts";
import type { Dim } from "../onnx/graph-builder.ts";
import { type Dtype, float, GraphBuilder, int, ints, reshape, transpose, type Value } from "../onnx/index.ts";
import { openBackbone } from "./backbone.ts";
import { examineWeights } from "./examine-weights.ts";
import { readManifest } from "./manifest-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "onnx-files-"));
});
afterAll(() => rm(folder, { recursive: true }));

const side = 8;
const grid = 2;
const dim = 5;

/** What a test changes of a file that keeps every rule: 4 x 4 patches of 8 x 8 pixels, 5 channels. */
interface Variation {
  opset?: number;
  inputName?: string;
  inputDims?: Dim[];
  inputDtype?: Dtype;
  outputName?: string;
  outputDims?: Dim[];
  secondInput?: boolean;
  secondOutput?: boolean;
  weight?: (graph: GraphBuilder) => Value;
  after?: (graph: GraphBuilder, features: Value) => Value;
}

function build(v: Variation): Uint8Array {
  const graph = new GraphBuilder("file", v.opset === undefined ? {} : { opset: v.opset });
  const dtype = v.inputDtype ?? "float32";
  const input = graph.input(v.inputName ?? "pixel_values", dtype, v.inputDims ?? ["batch", 3, side, side]);
  if (v.secondInput) graph.input("interpolate", "bool", [1]);
  const x = dtype === "float32" ? input : graph.op("Cast", [input], { to: int(1) });
  const kernel = Float32Array.from({ length: dim * 3 * 16 }, (_, index) => Math.sin(index) / 10);
  const weight = v.weight?.(graph) ?? graph.constant("float32", [dim, 3, 4, 4], kernel, "weight");
  const conv = graph.op("Conv", [x, weight], { strides: ints([4, 4]) });
  const features = v.after?.(graph, conv) ?? conv;
  graph.output(features, v.outputName ?? "features", "float32", v.outputDims ?? ["batch", dim, grid, grid]);
  if (v.secondOutput) graph.output(features, "pooled", "float32", ["batch", dim, grid, grid]);
  return graph.build();
}

function tagged(tag: number, length: number): Buffer {
  const bytes = [tag];
  for (let rest = length; ; rest >>>= 7) {
    bytes.push(rest < 128 ? rest : (rest & 127) | 128);
    if (rest < 128) return Buffer.from(bytes);
  }
}

async function manifestOf(options: Record<string, unknown>): Promise<Manifest> {
  const base = await readManifest("imagenet");
  return {
    ...base,
    id: "exported",
    family: "onnx",
    options,
    weights: { ...base.weights!, format: "onnx", file: "model.onnx" },
    inputSize: side,
    featureGrid: [grid, grid],
    featureDim: dim,
  };
}

async function open(model: Uint8Array, options: Record<string, unknown> = { output_layout: "nchw" }) {
  await writeFile(join(folder, "model.onnx"), model);
  return openBackbone(await manifestOf(options), {
    weightsDirectory: folder,
    seed: 0,
    threads: 1,
    reading: "here",
  });
}

/** [B, D, F, F] -> [B, 1 + F * F, D] with a token in front. */
function asTokens(graph: GraphBuilder, features: Value): Value {
  const flat = graph.op("Reshape", [features, graph.constant("int64", [3], BigInt64Array.of(0n, 5n, -1n))]);
  const tokens = graph.op("Transpose", [flat], { perm: ints([0, 2, 1]) });
  return graph.op("Pad", [tokens, graph.constant("int64", [6], BigInt64Array.of(0n, 1n, 0n, 0n, 0n, 0n))]);
}

const image = Float32Array.from({ length: 3 * side * side }, (_, index) => Math.cos(index));

describe("an ONNX file that keeps the contract", () => {
  test("gives the same features as a grid and as tokens with a prefix", async () => {
    await using asGrid = await open(build({}));
    const expected = await asGrid.features(image, 1);
    expect(asGrid.graphSha256).toBe(asGrid.weightsSha256);
    const model = build({ after: asTokens, outputDims: ["batch", 1 + grid * grid, dim] });
    await using tokens = await open(model, { output_layout: "tokens", prefix_tokens: 1 });
    expect(await tokens.features(image, 1)).toEqual(expected);
  });

  test("may name the output's axes freely and use any accepted opset", async () => {
    for (const opset of [17, 20]) {
      await using _ = await open(build({ opset, outputDims: ["batch", dim, "height", "width"] }));
    }
  });

  test("may keep its weights in a file beside it, which then counts in the hash", async () => {
    const weight = (graph: GraphBuilder) =>
      graph.external("float32", [dim, 3, 4, 4], { file: "data.bin", offset: 0, length: 960 }, "weight");
    const hashes: (string | null)[] = [];
    for (const value of [1, 2]) {
      await writeFile(join(folder, "data.bin"), new Uint8Array(new Float32Array(240).fill(value).buffer));
      await using backbone = await open(build({ weight }));
      hashes.push(backbone.weightsSha256);
    }
    expect(hashes[0]).not.toBe(hashes[1]);
    const { id, weights } = await manifestOf({ output_layout: "nchw" });
    const model = build({ weight });
    const facts = { sha256: createHash("sha256").update(model).digest("hex"), bytes: model.length };
    const published = { "data.bin": { sha256: "0".repeat(64), bytes: 960 } };
    const entry = { url: weights!.url, revision: null, access: "open", published, ...facts };
    const lockPath = join(folder, "weights.lock.json");
    await writeFile(lockPath, JSON.stringify({ version: 1, weights: { [id]: entry } }));
    const options = { weightsDirectory: folder, lockPath };
    const locked = openBackbone(await manifestOf({ output_layout: "nchw" }), {
      ...options,
      seed: 0,
      reading: "here",
    });
    await expect(locked).rejects.toThrow(/data\.bin has SHA-256 [0-9a-f]{64}, expected 0{64}$/);
    const found = await examineWeights(await manifestOf({ output_layout: "nchw" }), options);
    expect(found.problems).toEqual([expect.stringMatching(/data\.bin has SHA-256/)]);
    await rm(join(folder, "data.bin"));
    await expect(open(build({ weight }))).rejects.toThrow(
      /external data .*data\.bin cannot be read \(ENOENT\)/,
    );
  });
});

test("every rule that a file breaks is named, not the first alone", async () => {
  const model = build({
    ...{ opset: 16, inputName: "input", inputDims: [1, 3, "height", "width"], outputName: "y" },
    secondOutput: true,
    after: (g, x) =>
      g.op("com.microsoft::Gelu", [g.op("Cast", [g.op("Cast", [x], { to: int(10) })], { to: int(1) })]),
  });
  await expect(open(model)).rejects.toThrow(
    new RegExp(
      [
        "model\\.onnx: breaks 7 rules of ONNX files:",
        "opset 16, expected opset 17 to 20",
        "operators of domain com\\.microsoft \\(Gelu\\), expected the standard domain alone",
        "computes in float16 \\(Cast\\), expected a model that computes in float32",
        "inputs input, expected one input pixel_values",
        "input input \\[1, 3, height, width\\] fixes the batch axis, expected \\[batch, 3, 8, 8\\]",
        "input input has shape \\[1, 3, height, width\\], expected \\[batch, 3, 8, 8\\]",
        "outputs y, pooled, expected one output features$",
      ].join("\n  "),
    ),
  );
});

test("weights in half precision are taken where a Cast widens them before they are used", async () => {
  const halves = Uint16Array.from({ length: dim * 48 }, (_, index) => 0x3000 + 37 * index);
  const weight = (g: GraphBuilder) => {
    const stored = g.constant("float16", [dim, 3, 4, 4], halves, "weight");
    return g.op("Cast", [stored], { to: int(1) });
  };
  const singles = Float32Array.from(halves, float16ToNumber);
  await using half = await open(build({ weight }));
  const features = await half.features(image, 1);
  await using single = await open(
    build({ weight: (g) => g.constant("float32", [dim, 3, 4, 4], singles, "weight") }),
  );
  expect(await single.features(image, 1)).toEqual(features);
});

describe("external data", () => {
  const weight = (file: string) => (graph: GraphBuilder) =>
    graph.external("float32", [dim, 3, 4, 4], { file, offset: 0, length: 960 }, "weight");
  const data = new Uint8Array(Float32Array.from({ length: 240 }, (_, index) => Math.sin(index)).buffer);
  const inFolder = async (weightsDirectory: string, file = "model.onnx") => {
    const manifest = await manifestOf({ output_layout: "nchw" });
    return openBackbone(
      { ...manifest, weights: { ...manifest.weights!, file } },
      { weightsDirectory, seed: 0, threads: 1, reading: "here" },
    );
  };

  test("behind links, as caches of model hubs lay it, gives the same features and hashes", async () => {
    const plain = join(folder, "plain", "onnx");
    await mkdir(plain, { recursive: true });
    await writeFile(join(plain, "model.onnx"), build({ weight: weight("model.onnx_data") }));
    await writeFile(join(plain, "model.onnx_data"), data);
    const hub = join(folder, "hub", "models--org--tiny");
    const snapshot = join(hub, "snapshots", "0a1b", "onnx");
    await mkdir(snapshot, { recursive: true });
    await mkdir(join(hub, "blobs"));
    for (const [name, blob] of [
      ["model.onnx", "2".repeat(64)],
      ["model.onnx_data", "3".repeat(64)],
    ] as const) {
      await copyFile(join(plain, name), join(hub, "blobs", blob));
      await symlink(`../../../blobs/${blob}`, join(snapshot, name));
    }
    await symlink("models--org--tiny/snapshots/0a1b", join(folder, "hub", "weights"));
    await using expected = await inFolder(plain);
    await using linked = await inFolder(join(folder, "hub", "weights"), "onnx/model.onnx");
    expect(linked.weightsSha256).toBe(expected.weightsSha256);
    expect(linked.graphSha256).toBe(expected.graphSha256);
    expect(await linked.features(image, 1)).toEqual(await expected.features(image, 1));
  });

  test("at a path that leaves the folder is refused, whether the file is there or not", async () => {
    const outside = join(folder, "outside.bin");
    await writeFile(outside, data);
    const inner = join(folder, "inner");
    await mkdir(inner);
    for (const place of [outside, "../outside.bin", "a/../../outside.bin", ".."]) {
      await writeFile(join(inner, "model.onnx"), build({ weight: weight(place) }));
      await expect(inFolder(inner)).rejects.toThrow(
        `external data ${place} leaves the model's folder; expected a path inside it`,
      );
    }
  });

  test("that is a folder is refused", async () => {
    const place = join(folder, "a-folder");
    await mkdir(join(place, "data"), { recursive: true });
    await writeFile(join(place, "model.onnx"), build({ weight: weight("data") }));
    await expect(inFolder(place)).rejects.toThrow(
      /external data .*data is no file; expected the file beside/,
    );
  });

  test("that was never downloaded or is too short is named", async () => {
    const place = join(folder, "short");
    await mkdir(place);
    await writeFile(join(place, "model.onnx"), build({ weight: weight("data.bin") }));
    await writeFile(join(place, "data.bin"), "version https://git-lfs.github.com/spec/v1\nsize 960\n");
    await expect(inFolder(place)).rejects.toThrow(
      /data\.bin is a Git LFS pointer to 960 bytes .*; expected weights/,
    );
    await writeFile(join(place, "data.bin"), data.subarray(0, 100));
    await expect(inFolder(place)).rejects.toThrow(
      /model\.onnx: ONNX Runtime cannot load it \([^\n]*\), expected/,
    );
  });
});

describe("an ONNX file is refused where", () => {
  const rows: [string, Variation, RegExp][] = [
    ["its opset is too old", { opset: 16 }, /opset 16, expected opset 17 to 20/],
    ["its opset is too new", { opset: 21 }, /opset 21, expected opset 17 to 20/],
    [
      "it uses operators of another domain",
      { after: (g, x) => g.op("com.microsoft::Gelu", [x]) },
      /operators of domain com\.microsoft \(Gelu\), expected the standard domain alone/,
    ],
    [
      "it is quantised",
      {
        after: (g, x) => {
          const scale = g.constant("float32", [], Float32Array.of(0.1));
          const zero = g.constant("uint8", [], Uint8Array.of(128));
          return g.op("DequantizeLinear", [g.op("QuantizeLinear", [x, scale, zero]), scale, zero]);
        },
      },
      /quantised \(DequantizeLinear, QuantizeLinear\), expected a float32 model/,
    ],
    [
      "its weights are kept in 8 bits and widened by ordinary operators",
      {
        weight: (g) => {
          const stored = g.constant("uint8", [dim, 3, 4, 4], new Uint8Array(dim * 48).fill(7), "weight");
          return g.op("Mul", [
            g.op("Cast", [stored], { to: int(1) }),
            g.constant("float32", [], Float32Array.of(0.1)),
          ]);
        },
      },
      /quantised \(stores uint8\), expected a float32 model/,
    ],
    [
      "it computes in half precision",
      { after: (g, x) => g.op("Cast", [g.op("Cast", [x], { to: int(10) })], { to: int(1) }) },
      /computes in float16 \(Cast\), expected a model that computes in float32/,
    ],
    [
      "a type follows from a tensor",
      { after: (g, x) => g.op("CastLike", [x, g.constant("float16", [1], Uint16Array.of(0))]) },
      /operator CastLike, expected Cast/,
    ],
    [
      "a batch size is baked into the graph",
      { after: (g, x) => reshape(g, reshape(g, x, [1, dim, grid * grid]), [1, dim, grid, grid]) },
      /runs with one image and not with two, so a batch size is baked into the graph \(.*requested shape:\{1,5,2,2\}\), expected a free batch axis$/,
    ],
    [
      "two images become one of twice the tokens",
      {
        after: (g, x) => transpose(g, reshape(g, x, [1, dim, -1]), [0, 2, 1]),
        outputDims: ["batch", "tokens", dim],
      },
      /output features has shape \[batch, tokens, 5\], expected \[batch, 5, 2, 2\]/,
    ],
    [
      "it cannot run at all",
      { after: (g, x) => reshape(g, x, [7, 7]), outputDims: ["batch", "a", "b", "c"] },
      /ONNX Runtime cannot (run|load) it \(.*\), expected/,
    ],
    [
      "channels are last",
      {
        after: (g, x) => transpose(g, x, [0, 2, 3, 1]),
        outputDims: ["batch", grid, grid, dim],
      },
      /output features has shape \[batch, 2, 2, 5\], expected \[batch, 5, 2, 2\]/,
    ],
    [
      "channels are last and no axis is named",
      { after: (g, x) => transpose(g, x, [0, 2, 3, 1]), outputDims: ["batch", "a", "b", "c"] },
      /features of two images have shape \[2,2,2,5\], expected \[2,5,2,2\]$/,
    ],
    [
      "it gives half precision",
      { after: (g, x) => g.op("Cast", [x], { to: int(10) }) },
      /computes in float16 \(Cast\), expected a model that computes in float32/,
    ],
    [
      "it draws at random, as dropout does",
      { after: (g, x) => g.op("Mul", [x, g.op("RandomUniformLike", [x])]) },
      /an image's features differ by .* between a batch of one and of two/,
    ],
    [
      "it has a second input",
      { secondInput: true },
      /inputs pixel_values, interpolate, expected one input pixel_values/,
    ],
    ["its input has another name", { inputName: "input" }, /inputs input, expected one input pixel_values/],
    ["its output has another name", { outputName: "y" }, /outputs y, expected one output features/],
    [
      "it has a second output",
      { secondOutput: true },
      /outputs features, pooled, expected one output features/,
    ],
    [
      "its input is not float32",
      { inputDtype: "float16" },
      /input pixel_values has type float16, expected float32/,
    ],
    [
      "height and width are free",
      { inputDims: ["batch", 3, "height", "width"] },
      /input pixel_values has shape \[batch, 3, height, width\], expected \[batch, 3, 8, 8\]/,
    ],
    ["the batch is fixed", { inputDims: [1, 3, side, side] }, /\[1, 3, 8, 8\] fixes the batch axis/],
    [
      "the declared grid is another",
      { outputDims: ["batch", dim, 3, 3] },
      /output features has shape \[batch, 5, 3, 3\], expected \[batch, 5, 2, 2\]/,
    ],
    [
      "the computed grid is another",
      {
        outputDims: ["batch", dim, "height", "width"],
        after: (g, x) => g.op("GlobalAveragePool", [x]),
      },
      /features of two images have shape \[2,5,1,1\], expected \[2,5,2,2\]/,
    ],
    [
      "tokens are not prefix + F * F",
      { after: (g, x) => asTokens(g, x), outputDims: ["batch", 1 + grid * grid, dim] },
      /output features has shape \[batch, 5, 5\], expected \[batch, 5, 2, 2\]/,
    ],
    [
      "a feature is not finite",
      { after: (g, x) => g.op("Log", [x]) },
      /feature \d+ is NaN, expected finite numbers/,
    ],
    [
      "an image's features depend on the batch",
      {
        after: (g, x) => {
          const axes = g.constant("int64", [1], BigInt64Array.of(0n));
          return g.op("Sub", [x, g.op("ReduceMean", [x, axes], { keepdims: int(1) })]);
        },
      },
      /an image's features differ by .* between a batch of one and of two/,
    ],
    [
      "ONNX Runtime cannot load it",
      { after: (g, x) => g.op("NoSuchOperator", [x], { alpha: float(1) }) },
      /ONNX Runtime cannot load it \(This is an invalid model\..*NoSuchOperator.*\), expected a model that it runs$/,
    ],
  ];
  test.each(rows)("%s", async (_, variation, message) => {
    const opening = open(build(variation));
    await expect(opening).rejects.toThrow(InputError);
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.not.toThrow("\n");
  });

  test("two images become one of twice the tokens, in the tokens' layout", async () => {
    const folded = build({
      after: (g, x) => transpose(g, reshape(g, x, [1, dim, -1]), [0, 2, 1]),
      outputDims: ["batch", "tokens", dim],
    });
    await expect(open(folded, { output_layout: "tokens", prefix_tokens: 0 })).rejects.toThrow(
      "features of two images have shape [1,8,5], expected [2,4,5]; a batch size of 1 is baked into the graph",
    );
  });

  test("it is no ONNX file, or cut off", async () => {
    await expect(open(Buffer.from("not a model"))).rejects.toThrow(/model\.onnx: not an ONNX file/);
    const model = build({});
    await expect(open(model.subarray(0, model.length - 40))).rejects.toThrow(/not an ONNX file \(cut off/);
    await expect(open(Buffer.from([0x10, 1]))).rejects.toThrow(/no standard opset/);
    for (const [bytes, kind] of [
      ["", "an empty file"],
      [
        "version https://git-lfs.github.com/spec/v1\nsize 343220000\n",
        "a Git LFS pointer to 343220000 bytes",
      ],
      ["<!doctype html><title>Access denied</title>", "a web page (HTML)"],
      ["PK\x03\x04\x14\0", "a zip archive"],
      ["\x80\x02}q\0", "a Python pickle"],
    ] as const) {
      await expect(open(Buffer.from(bytes, "latin1"))).rejects.toThrow(`model.onnx: is ${kind}`);
    }
    const nested = (depth: number): Buffer => {
      let message = Buffer.alloc(0);
      for (let level = 0; level < depth; level++) {
        // A node's attribute whose value is a graph with a node in it.
        for (const tag of [0x32, 0x2a, 0x0a]) message = Buffer.concat([tagged(tag, message.length), message]);
      }
      return Buffer.concat([tagged(0x3a, message.length), message]);
    };
    await expect(open(nested(2000))).rejects.toThrow(InputError);
  });

  test("its format is newer than the engine", async () => {
    const model = Buffer.from(build({}));
    // The first field of a model is the version of its format.
    expect([...model.subarray(0, 2)]).toEqual([8, 8]);
    model[1] = 99;
    await expect(open(model)).rejects.toThrow(
      /ONNX Runtime cannot load it \(Unsupported model IR version: 99, max supported IR version: \d+\), expected/,
    );
  });

  test("its hash is not the manifest's", async () => {
    await writeFile(join(folder, "model.onnx"), build({}));
    const manifest = await manifestOf({ output_layout: "nchw" });
    const pinned = { ...manifest, weights: { ...manifest.weights!, sha256: "f".repeat(64) } };
    await expect(
      openBackbone(pinned, { weightsDirectory: folder, seed: 0, reading: "here" }),
    ).rejects.toThrow(/expected f{64}/);
    expect(await readFile(join(folder, "model.onnx"))).toEqual(Buffer.from(build({})));
  });
});
