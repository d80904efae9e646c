import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { baseVariant, smokeBudget } from "../cell/request.ts";
import { runCell } from "../cell/run.ts";
import { silent } from "../cell/silent.fixture.ts";
import { type ArtefactIndex, type Picture, type TaskId, vocPalette } from "../contract/index.ts";
import { readRgbImage } from "../data/image.ts";
import { generateScenes } from "../scenes/generate.ts";
import { makeArtefacts } from "./make-artefacts.ts";

const folder = mkdtempSync(join(tmpdir(), "evaluator-every-task-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settings = {
  data: join(folder, "scenes"),
  out: join(folder, "out"),
  cache: join(folder, "cache"),
  cacheBytes: 1e9,
  weights: folder,
  executor: "onnxruntime",
  reading: "here" as const,
  images: 1,
  choose: [],
  scales: [],
  alignment: "centre",
  command: "evaluator run",
  progress: silent,
  signal: new AbortController().signal,
} as const;

// The test image 4 of this seed shows three large objects and two small ones.
beforeAll(() => generateScenes({ out: settings.data, images: 4, seed: 0 }));

async function draw(task: TaskId): Promise<ArtefactIndex> {
  const request = { backbone: "dct-16", task, variant: baseVariant, seed: 0 };
  const { path } = await runCell({ ...request, budget: smokeBudget(task, 1) }, settings);
  return (await makeArtefacts(path, settings)).index;
}

async function pixelsOf(picture: Picture | null | undefined): Promise<Uint8Array> {
  return (await readRgbImage(join(settings.out, "artefacts", picture?.file ?? ""))).data;
}

test.each(["boundaries", "object-detection"] as const)(
  "%s, whose targets are packed: the truth is a picture of outlines or centres",
  async (task) => {
    const data = await pixelsOf((await draw(task)).images[0].truth);
    // Most of the picture is the ramp's dark end; something is there, and every colour is the ramp's.
    const dark = data.filter((_, at) => at % 3 === 0 && data[at] === data[0]).length / (448 * 448);
    expect(dark).toBeGreaterThan(0.5);
    expect(dark).toBeLessThan(0.995);
    expect(new Set(data).size).toBeGreaterThan(3);
  },
);

test("instance-discrimination: the truth is a colour an instance, the embedding uses every component's whole range", async () => {
  const { colours, images } = await draw("instance-discrimination");
  expect(colours).toEqual({ kind: "components" });
  expect(images).toHaveLength(1);
  const [{ shown, truth, predictions }] = images;
  expect([shown, truth, predictions[0].picture].map((picture) => [picture?.width, picture?.height])).toEqual(
    Array(3).fill([224, 224]),
  );
  const pixels = new Map<string, number>();
  const data = await pixelsOf(truth);
  for (let at = 0; at < data.length; at += 3) {
    const colour = data.subarray(at, at + 3).join();
    pixels.set(colour, (pixels.get(colour) ?? 0) + 1);
  }
  const palette = vocPalette();
  const expected = [0, 1, 2, 3, 4, 5].map((instance) =>
    palette.subarray(3 * instance, 3 * instance + 3).join(),
  );
  expect([...pixels.keys()].sort()).toEqual(expected.sort());
  // 15,000 square pixels of 640 x 480 are 3,267 of the crop's 224 x 224, if all of them are in it.
  expect([...pixels.values()].filter((count) => count > 3000).length).toBeGreaterThanOrEqual(4);
  const embedding = await pixelsOf(predictions[0].picture);
  for (const component of [0, 1, 2]) {
    const values = embedding.filter((_, at) => at % 3 === component);
    expect([Math.min(...values), Math.max(...values)]).toEqual([0, 255]);
    expect(new Set(values).size).toBeGreaterThan(100);
  }
});
