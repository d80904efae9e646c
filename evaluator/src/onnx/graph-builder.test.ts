import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ort from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { float, GraphBuilder, int, ints, string } from "./index.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graph-builder-"));
});
afterAll(() => rm(folder, { recursive: true }));

function f32(dims: number[], values: number[]): ort.Tensor {
  return new ort.Tensor("float32", Float32Array.from(values), dims);
}

describe("GraphBuilder", () => {
  test("runs in ONNX Runtime with a symbolic batch axis and inline constants", async () => {
    const graph = new GraphBuilder("affine");
    const x = graph.input("x", "float32", ["batch", 2]);
    const weight = graph.constant("float32", [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
    const bias = graph.constant("float32", [3], Float32Array.of(10, 20, 30));
    graph.output(graph.op("Gemm", [x, weight, bias], { alpha: float(2) }), "y", "float32", ["batch", 3]);
    const session = await ort.InferenceSession.create(graph.build());
    for (const batch of [1, 3]) {
      const x = f32(
        [batch, 2],
        Array.from({ length: 2 * batch }, (_, i) => i),
      );
      const { y } = await session.run({ x });
      expect(y?.dims).toEqual([batch, 3]);
      expect(Array.from(y?.data as Float32Array).slice(0, 3)).toEqual([18, 30, 42]);
    }
    await session.release();
  });

  test("several outputs, omitted inputs and every attribute kind survive the round trip", async () => {
    const graph = new GraphBuilder("attributes");
    const x = graph.input("x", "float32", [4]);
    const sizes = graph.constant("int64", [2], BigInt64Array.of(1n, 3n));
    const [head, tail] = graph.ops("Split", [x, sizes], 2, { axis: int(-1) });
    const low = graph.constant("float32", [], Float32Array.of(2));
    graph.output(graph.op("Clip", [tail ?? null, null, low]), "clipped", "float32", [3]);
    const mode = { mode: string("constant") };
    const pads = graph.constant("int64", [2], BigInt64Array.of(1n, 0n));
    graph.output(graph.op("Pad", [head ?? null, pads], mode), "padded", "float32", [2]);
    graph.output(graph.op("Constant", [], { value_ints: ints([5, -6n]) }), "ints", "int64", [2]);
    const session = await ort.InferenceSession.create(graph.build());
    const result = await session.run({ x: f32([4], [9, 1, 2, 3]) });
    const values = Object.fromEntries(
      Object.entries(result).map(([key, { data }]) => [key, Array.from(data as Float32Array)]),
    );
    expect(values).toEqual({
      clipped: [1, 2, 2],
      padded: [0, 9],
      ints: [5n, -6n],
    });
    await session.release();
  });

  test.each([
    ["float16", Uint16Array.of(0x3e00, 0xc000), [1.5, -2]],
    ["bfloat16", Uint16Array.of(0x3fc0, 0xc000), [1.5, -2]],
    ["int64", BigInt64Array.of(3n, -4n), [3, -4]],
    ["int32", Int32Array.of(3, -4), [3, -4]],
    ["uint8", Uint8Array.of(3, 255), [3, 255]],
    ["bool", Uint8Array.of(0, 1), [0, 1]],
  ] as const)("%s constants keep their values", async (dtype, data, expected) => {
    const graph = new GraphBuilder("cast");
    const scale = graph.input("scale", "float32", [1]);
    const cast = graph.op("Cast", [graph.constant(dtype, [2], data)], { to: int(1) });
    graph.output(graph.op("Mul", [cast, scale]), "y", "float32", [2]);
    const session = await ort.InferenceSession.create(graph.build());
    const { y } = await session.run({ scale: f32([1], [1]) });
    expect(Array.from(y?.data as Float32Array)).toEqual(expected);
    await session.release();
  });

  test("external data is read at its offset of a file beside the model", async () => {
    const bytes = new Uint8Array(20);
    new Float32Array(bytes.buffer, 8, 3).set([1, 2, 3]);
    await writeFile(join(folder, "weights.bin"), bytes);
    const graph = new GraphBuilder("external");
    const x = graph.input("x", "float32", [3]);
    const weight = graph.external("float32", [3], { file: "weights.bin", offset: 8, length: 12 }, "weight");
    graph.output(graph.op("Add", [x, weight]), "y", "float32", [3]);
    await writeFile(join(folder, "model.onnx"), graph.build());
    const session = await ort.InferenceSession.create(join(folder, "model.onnx"));
    const { y } = await session.run({ x: f32([3], [10, 20, 30]) });
    expect(Array.from(y?.data as Float32Array)).toEqual([11, 22, 33]);
    await session.release();
  });

  test("equal calls give equal bytes, and equal constants are stored once", () => {
    const build = (copies: number, value = 1): Uint8Array => {
      const graph = new GraphBuilder("sum");
      let sum = graph.input("x", "float32", [1000]);
      for (let i = 0; i < copies; i++) {
        const ones = graph.constant("float32", [1000], new Float32Array(1000).fill(value));
        sum = graph.scoped(`step.${i}`, () => graph.op("Add", [sum, ones]));
      }
      graph.output(sum, "y", "float32", [1000]);
      return graph.build();
    };
    expect(build(2)).toEqual(build(2));
    expect(build(2)).not.toEqual(build(2, 3));
    expect(build(5).byteLength - build(4).byteLength).toBeLessThan(200);
  });

  test("refuses a value of another graph, a duplicate name, wrong sizes and a graph without output", () => {
    const graph = new GraphBuilder("wrong");
    const stranger = new GraphBuilder("other").input("x", "float32", [1]);
    expect(() => graph.op("Relu", [stranger])).toThrow(/uses x, which another graph made/);
    graph.input("x", "float32", [1]);
    expect(() => graph.input("x", "float32", [1])).toThrow(/two values named x/);
    expect(() => graph.constant("float32", [3], new Float32Array(2))).toThrow(/8 bytes, expected 12/);
    expect(() => graph.external("float16", [3], { file: "w", offset: 0, length: 12 })).toThrow(/expected 6/);
    expect(() => graph.build()).toThrow(/no output/);
  });
});
