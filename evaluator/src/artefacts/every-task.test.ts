import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { baseVariant, smokeBudget } from "../cell.ts";
import { readRgbImage } from "../data/image.ts";
import { generateScenes } from "../data/scenes/generate.ts";
import { silent } from "../progress.ts";
import { runCell } from "../run.ts";
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
  images: 1,
  scales: [],
  alignment: "centre",
  command: "evaluator run",
  progress: silent,
  signal: new AbortController().signal,
} as const;

beforeAll(() => generateScenes({ out: settings.data, images: 8, seed: 3 }));

test.each(["boundaries", "object-detection"] as const)(
  "%s, whose targets are packed: the truth is a picture of outlines or centres",
  async (task) => {
    const request = { backbone: "dct-16", task, variant: baseVariant, seed: 0 };
    const { path } = await runCell({ ...request, budget: smokeBudget(task, 1) }, settings);
    const { index } = await makeArtefacts(path, settings);
    const file = index.images[0].truth?.file ?? "";
    const { data } = await readRgbImage(join(settings.out, "artefacts", file));
    // Most of the picture is the ramp's dark end; something is there, and every colour is the ramp's.
    const dark = data.filter((_, at) => at % 3 === 0 && data[at] === data[0]).length / (448 * 448);
    expect(dark).toBeGreaterThan(0.5);
    expect(dark).toBeLessThan(0.995);
    expect(new Set(data).size).toBeGreaterThan(3);
  },
);
