import { expect, test } from "vitest";
import { GraphBuilder, int, ProtoError, relocateExternalData } from "./index.ts";
import { readModelHeader } from "./model-header.ts";

function build(file: string): Uint8Array {
  const graph = new GraphBuilder("places");
  const x = graph.input("x", "float32", ["batch", 2]);
  const stored = graph.external("float16", [2], { file, offset: 64, length: 4 }, "weight");
  const inline = graph.constant("float32", [2], Float32Array.of(1, -2));
  const sum = graph.op("Add", [x, graph.op("Cast", [stored], { to: int(1) })]);
  graph.output(graph.op("Mul", [sum, inline]), "y", "float32", ["batch", 2]);
  return graph.build();
}

test("moves external data and changes nothing else", () => {
  const moved = relocateExternalData(build("data.bin"), (location) =>
    `blobs/${location}.0123456789`.repeat(20),
  );
  expect(moved).toEqual(build("blobs/data.bin.0123456789".repeat(20)));
  expect(readModelHeader(moved).externalFiles).toEqual(["blobs/data.bin.0123456789".repeat(20)]);
  expect(relocateExternalData(build("data.bin"), (location) => location)).toEqual(build("data.bin"));
});

test("bytes that are cut off are no model", () => {
  const model = build("data.bin");
  expect(() => relocateExternalData(model.subarray(0, model.length - 9), (location) => location)).toThrow(
    ProtoError,
  );
});
