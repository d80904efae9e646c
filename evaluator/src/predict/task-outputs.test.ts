import sharp from "sharp";
import { expect, test } from "vitest";
import { type TaskId, taskIds } from "../contract/index.ts";
import { decodeIndexedPng } from "../data/indexed-png.ts";
import { type Predicted, type TaskOutputs, taskOutputs } from "./task-outputs.ts";

const image = { width: 12, height: 8 };
/** The task looks at the 8 x 8 pixels in the middle. */
const window = { left: 2, top: 0, width: 8, height: 8 };
const predictedOf = (...outputs: Float32Array[]): Predicted => ({ outputs, size: [8, 8], image, window });
const grey = () => ({ ...image, data: new Uint8Array(3 * 96).fill(100) });
const of = (task: TaskId, classes: string[] | null = null) =>
  taskOutputs(task, { classes, embeddings: true });
const map = (channels: number, value: (channel: number, row: number, column: number) => number) =>
  Float32Array.from({ length: channels * 64 }, (_, at) => value(at >> 6, (at >> 3) & 7, at & 7));

async function only(outputs: TaskOutputs, predicted: Predicted): Promise<Buffer> {
  const files = await outputs.files(predicted);
  expect(files).toHaveLength(1);
  return Buffer.from(files[0].bytes);
}

test("every task says what its files are", () => {
  for (const task of taskIds)
    expect(Object.keys(of(task, ["background", "wheel"]).legend).length).toBeGreaterThan(0);
});

test("classes are indices at the image's own pixels, 255 where nobody looked", async () => {
  const outputs = of("segmentation", ["background", "wheel"]);
  const halves = map(2, (channel, _, column) => Number(channel === Number(column >= 4)));
  const { data } = decodeIndexedPng(await only(outputs, predictedOf(halves)), "map");
  expect([...data.subarray(0, 12)]).toEqual([255, 255, 0, 0, 0, 0, 1, 1, 1, 1, 255, 255]);
  expect(outputs.legend.classes).toEqual([
    { index: 0, name: "background", colour: "#000000" },
    { index: 1, name: "wheel", colour: "#800000" },
  ]);
  const picture = grey();
  outputs.draw(predictedOf(halves), picture);
  expect([...picture.data.subarray(3 * 3, 3 * 4)]).toEqual([100, 100, 100]);
  expect([...picture.data.subarray(3 * 7, 3 * 8)]).toEqual([117, 40, 40]);
});

test("depth is in whole millimetres", async () => {
  const outputs = of("nyuv2-depth");
  const png = await only(outputs, predictedOf(map(1, (_, row) => 1 + row / 1000)));
  expect(await sharp(png).metadata()).toMatchObject({ depth: "ushort", width: 12, height: 8 });
  const raw = await sharp(png).toColourspace("grey16").raw({ depth: "ushort" }).toBuffer();
  const depth = new Uint16Array(raw.buffer, raw.byteOffset, 96);
  expect([...depth.subarray(0, 4), depth[12 * 7 + 5]]).toEqual([0, 0, 1000, 1000, 1007]);
  const picture = grey();
  outputs.draw(predictedOf(map(1, (_, row) => row)), picture);
  // Near is bright.
  expect(picture.data[3 * 5 + 1]).toBeGreaterThan(picture.data[3 * (12 * 7 + 5) + 1]);
});

test("boundaries are probabilities", async () => {
  const { data } = await sharp(await only(of("boundaries"), predictedOf(map(1, () => Math.log(3)))))
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(data[12 + 5]).toBe(Math.round(255 * 0.75));
});

test("boxes are in pixels of the image", async () => {
  const heat = map(1, (_, row, column) => (row === 4 && column === 4 ? 3 : -9));
  const sizes = map(2, () => 0.5);
  const { boxes } = JSON.parse((await only(of("object-detection"), predictedOf(heat, sizes))).toString());
  expect(boxes).toEqual([{ box: [4, 2, 4, 4], score: expect.closeTo(1 / (1 + Math.exp(-3)), 6) }]);
});

test("embeddings are kept whole, and coloured where they differ", async () => {
  const outputs = of("instance-discrimination");
  const embedding = map(32, (channel, row, column) => Math.sin(channel * row + column));
  const [{ suffix, bytes }] = await outputs.files(predictedOf(embedding));
  expect(suffix).toBe(".embedding.safetensors");
  expect(bytes.byteLength).toBeGreaterThan(4 * embedding.length);
  const picture = grey();
  outputs.draw(predictedOf(embedding), picture);
  expect(new Set(picture.data).size).toBeGreaterThan(10);
  expect([...picture.data.subarray(0, 3)]).toEqual([100, 100, 100]);
});
