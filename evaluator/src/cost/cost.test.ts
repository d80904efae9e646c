import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildFamilyGraph } from "../backbones/family-graph.ts";
import { listManifests, readManifest } from "../backbones/manifest-file.ts";
import { untrainedSource } from "../backbones/seeded-weights.ts";
import type { BackboneCost, Manifest } from "../contract/index.ts";
import { readJsonFile } from "../files/json-file.ts";
import { GraphBuilder, int, ints, readModelGraph, string, type Value, vector } from "../onnx/index.ts";
import { backboneCost, onnxFileCost } from "./backbone-cost.ts";
import { readCosts, writeCosts } from "./cost-file.ts";
import { type GraphCost, graphCost } from "./graph-cost.ts";

const golden = (file: string) =>
  readJsonFile(new URL(`reference-counts/${file}`, import.meta.url).pathname, "reference counts");

let manifests: Manifest[];
let counted: Map<string, BackboneCost>;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cost-"));
  const all = await Promise.all((await listManifests()).map(readManifest));
  // An ONNX file is not in the repository.
  manifests = all.filter(({ family }) => family !== "onnx");
  counted = new Map();
  for (const manifest of manifests) counted.set(manifest.id, await backboneCost(manifest));
});
afterAll(() => rm(folder, { recursive: true }));

test("the committed counts are those of the manifests; `evaluator cost --backbone all --write` makes them", async () => {
  const { backbones } = await readCosts();
  const ids = Object.keys(backbones);
  expect(await listManifests()).toEqual(expect.arrayContaining(ids));
  const built = Object.entries(backbones).filter(([id]) => manifests.some((manifest) => manifest.id === id));
  expect(Object.fromEntries(built.map(([id]) => [id, counted.get(id)]))).toEqual(Object.fromEntries(built));
  // A submitted manifest comes alone and is counted after the merge; those that have counts keep them.
  expect(ids.length).toBeGreaterThanOrEqual(46);
});

test("PyTorch's counter finds the same, to the last digit", async () => {
  const reference = (await golden("torch.json")) as Record<string, BackboneCost & { model: string }>;
  expect(Object.keys(reference).length).toBeGreaterThan(10);
  for (const [id, { model, ...expected }] of Object.entries(reference)) {
    expect(counted.get(id), `${id}: ${model}`).toEqual(expected);
  }
});

test("timm prints the same but for norms and classifier", async () => {
  const printed = (await golden("timm.json")) as Record<
    string,
    { inputSize: number; gmacs: number; macts: number }
  >;
  expect(Object.keys(printed).length).toBeGreaterThan(10);
  for (const [id, { inputSize, gmacs, macts }] of Object.entries(printed)) {
    const { macs, activations, inputSize: side } = counted.get(id)!;
    expect(side).toBe(inputSize);
    const norms = gmacs - macs / 1e9;
    expect(norms, id).toBeGreaterThan(-0.006);
    expect(norms / gmacs, id).toBeLessThan(0.003);
    expect(Math.abs(macts - activations / 1e6), id).toBeLessThan(0.007);
  }
});

test.each(["imagenet", "dinov2-b", "hiera-b-plus", "sam2", "siglip-so"])(
  "attention by two products costs what the one operator does: %s",
  (id) => {
    const manifest = manifests.find((one) => one.id === id)!;
    const target = { provider: "webgpu", batch: 1 } as const;
    const { bytes } = buildFamilyGraph(manifest, untrainedSource("", 0), target);
    const { inputSize: _, ...expected } = counted.get(id)!;
    expect(graphCost(readModelGraph(bytes))).toEqual(expected);
  },
);

/** The cost of a graph of one image. */
function costOf(build: (graph: GraphBuilder, pixels: Value) => Value, dims: number[] = [3, 8, 8]): GraphCost {
  const graph = new GraphBuilder("test");
  const pixels = graph.input("pixel_values", "float32", ["batch", ...dims]);
  graph.output(build(graph, pixels), "features", "float32", ["batch"]);
  return graphCost(readModelGraph(graph.build()));
}
const stored = (graph: GraphBuilder, dims: number[]): Value =>
  graph.constant("float32", dims, new Float32Array(dims.reduce((a, b) => a * b, 1)));
const layer = (macs: number, activations: number): GraphCost => ({
  ...{ macs, activations },
  ...{ attentionMacs: 0, attentionActivations: 0 },
});
const attention = (macs: number, activations: number): GraphCost => ({
  ...{ macs, activations },
  ...{ attentionMacs: macs, attentionActivations: activations },
});

describe("counted by hand", () => {
  test.each<[string, GraphCost, (graph: GraphBuilder, pixels: Value) => Value, number[]?]>([
    // 8 + 2 * 1 padded, windows of 2 * (3 - 1) + 1 every 2: 3 x 3 places.
    [
      "a convolution with stride, padding, dilation and groups",
      layer(6 * 9 * (1 * 9), 6 * 9),
      (graph, x) =>
        graph.op("Conv", [x, stored(graph, [6, 1, 3, 3])], {
          ...{ strides: ints([2, 2]), dilations: ints([2, 2]), pads: ints([1, 1, 1, 1]), group: int(3) },
        }),
    ],
    [
      "a transposed convolution: each input pixel times its kernel",
      layer(3 * 64 * (5 * 4), 5 * 256),
      (graph, x) => graph.op("ConvTranspose", [x, stored(graph, [3, 5, 2, 2])], { strides: ints([2, 2]) }),
    ],
    [
      "a linear layer, whose weight is transposed once",
      layer(3 * 8 * 8 * 5, 3 * 8 * 5),
      (graph, x) => graph.op("MatMul", [x, graph.op("Transpose", [stored(graph, [5, 8])])]),
    ],
    [
      "Gemm with a transposed weight",
      layer(192 * 10, 10),
      (graph, x) =>
        graph.op("Gemm", [graph.op("Flatten", [x]), stored(graph, [10, 192])], { transB: int(1) }),
    ],
    [
      "a product of two maps of the image",
      attention(3 * 8 * 8 * 8, 3 * 8 * 8),
      (graph, x) => graph.op("MatMul", [x, graph.op("Softmax", [x])]),
    ],
    [
      "the same by Einsum",
      attention(3 * 8 * 8 * 8, 3 * 8 * 8),
      (graph, x) => graph.op("Einsum", [x, x], { equation: string("bhqd,bhkd->bhqk") }),
    ],
    [
      "the fused operator: scores of two heads, then their mean",
      attention(2 * 5 * 7 * 8, 2 * 5 * 7 + 5 * 8),
      (graph, x) =>
        graph.op(
          "com.microsoft::MultiHeadAttention",
          [
            graph.op("Slice", [x, vector(graph, [0]), vector(graph, [5]), vector(graph, [1])]),
            ...[0, 1].map(() =>
              graph.op("Slice", [x, vector(graph, [0]), vector(graph, [7]), vector(graph, [1])]),
            ),
          ],
          { num_heads: int(2) },
        ),
      [9, 8],
    ],
    [
      "what no image changes",
      layer(0, 0),
      (graph, x) => {
        const product = graph.op("MatMul", [stored(graph, [8, 8]), stored(graph, [8, 8])]);
        return graph.op("Add", [x, product]);
      },
    ],
    [
      "norms, activations, pooling and resizing",
      layer(0, 0),
      (graph, x) => {
        const normed = graph.op("LayerNormalization", [x, stored(graph, [8])]);
        const pooled = graph.op("AveragePool", [graph.op("Erf", [normed])], { kernel_shape: ints([2, 2]) });
        const scales = graph.constant("float32", [4], Float32Array.of(1, 1, 2, 2));
        return graph.op("Resize", [pooled, null, scales]);
      },
    ],
  ])("%s", (_, expected, build, dims) => {
    expect(costOf(build, dims)).toEqual(expected);
  });

  test("a shape that the graph computes, as exporters write it", () => {
    const cost = costOf((graph, x) => {
      const shape = graph.op("Shape", [x]);
      const [batch, channels] = [0, 1].map((axis) =>
        graph.op("Unsqueeze", [
          graph.op("Gather", [shape, graph.constant("int64", [], BigInt64Array.of(BigInt(axis)))]),
          vector(graph, [0]),
        ]),
      ) as [Value, Value];
      const half = graph.op("Div", [graph.op("Add", [channels, vector(graph, [2])]), vector(graph, [2])]);
      // [1, 3, 8, 8] -> [1, 64, 3] -> rows of (3 + 2) / 2 = 2, rounded down.
      const flat = graph.op("Reshape", [
        x,
        graph.op("Concat", [batch, vector(graph, [-1]), channels], { axis: int(0) }),
      ]);
      const cut = graph.op("Slice", [flat, vector(graph, [0]), half, vector(graph, [1])]);
      return graph.op("MatMul", [cut, stored(graph, [3, 7])]);
    });
    expect(cost).toEqual(layer(2 * 3 * 7, 2 * 7));
  });

  test("a body that runs once a slice", () => {
    const cost = costOf((graph, x) => {
      const body = graph.subgraph();
      const row = body.input("row", "float32", ["batch", 8, 8]);
      body.output(body.op("MatMul", [row, stored(body, [8, 5])]), "out", "float32", ["batch", 8, 5]);
      return graph.op("Scan", [x], {
        ...{ body: body.graph(), num_scan_inputs: int(1) },
        ...{ scan_input_axes: ints([1]), scan_output_axes: ints([1]) },
      });
    });
    expect(cost).toEqual(layer(3 * (8 * 8 * 5), 3 * (8 * 5)));
  });
});

describe("refused", () => {
  test("operators that are not known, all of them by name", () => {
    const build = (graph: GraphBuilder, x: Value) =>
      graph.op("NoSuchOperator", [graph.op("other.domain::Fused", [x])]);
    expect(() => costOf(build)).toThrow(
      /^operators NoSuchOperator, other\.domain::Fused: shapes not known here/,
    );
  });

  test("a shape that only a run gives, naming the node", () => {
    const build = (graph: GraphBuilder, x: Value) =>
      graph.op("Reshape", [x, graph.op("Cast", [x], { to: int(7) })]);
    expect(() => costOf(build)).toThrow(
      /^node Reshape_0 \(Reshape\): depends on the values of Cast_0, which only a run gives$/,
    );
  });

  test("matrices that do not fit", () => {
    const build = (graph: GraphBuilder, x: Value) => graph.op("MatMul", [x, stored(graph, [7, 2])]);
    expect(() => costOf(build)).toThrow(/^node MatMul_0 \(MatMul\): does not fit: \[1,3,8,8\] and \[7,2\]$/);
  });

  test.each<[string, Buffer | null, RegExp]>([
    ["missing", null, /missing\.onnx: .*; expected an ONNX file$/],
    ["text", Buffer.from("{}"), /expected (an ONNX file|a whole one)$/],
    ["empty", Buffer.alloc(0), /(inputs none; expected one|expected an ONNX file)/],
  ])("a file that is none: %s", async (name, bytes, message) => {
    const path = join(folder, `${name}.onnx`);
    if (bytes) await writeFile(path, bytes);
    await expect(onnxFileCost(path)).rejects.toThrow(message);
  });

  test("an open side", async () => {
    const graph = new GraphBuilder("open");
    const pixels = graph.input("pixel_values", "float32", ["batch", 3, "height", "width"]);
    graph.output(graph.op("Erf", [pixels]), "features", "float32", ["batch"]);
    const path = join(folder, "open.onnx");
    await writeFile(path, graph.build());
    await expect(onnxFileCost(path)).rejects.toThrow(
      /^open\.onnx: inputs pixel_values \[batch, 3, height, width\]; expected one, \[batch, 3, I, I\] with I given$/,
    );
  });
});

test("counts are written sorted, and read as they were", async () => {
  const path = join(folder, "counts.json");
  await writeCosts(new Map([...counted].reverse()), path);
  expect((await readCosts(path)).backbones).toEqual(Object.fromEntries(counted));
  expect(Object.keys(JSON.parse(await readFile(path, "utf8")).backbones)).toEqual([...counted.keys()].sort());
  await writeFile(path, JSON.stringify({ schemaVersion: 1, backbones: { "dct-8": { inputSize: 0 } } }));
  await expect(readCosts(path)).rejects.toThrow(/backbones\.dct-8\.macs/);
});
