import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { InputError } from "../files/input-error.ts";
import { generateScenes } from "../scenes/generate.ts";
import { readData } from "./data-reading.ts";
import { silent } from "./silent.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "data-reading-"));
afterAll(() => rmSync(folder, { recursive: true }));
const scenes = join(folder, "scenes");
beforeAll(() => generateScenes({ out: scenes, images: 4, seed: 3 }));

/** What is said on the way in, in which a child alone tells of annotations. */
async function readWhole() {
  const told = { annotations: 0, warnings: [] as string[] };
  const progress = {
    ...silent,
    line: (line: string) => void told.warnings.push(line),
    update: () => void told.annotations++,
  };
  const digests = join(folder, "digests");
  const job = {
    task: "voc2012",
    resolution: "standard",
    data: scenes,
    digests,
    depth: "annotations",
  } as const;
  const signal = new AbortController().signal;
  await using reading = readData(job, { progress, signal, reading: "in a child" });
  const opened = await reading.open();
  await using _ = opened.dataset;
  await reading.check(opened);
  return told;
}

test("a data set is read by a child once, and again where an annotation changed", async () => {
  const maps = join(scenes, "voc", "VOCdevkit", "VOC2012", "SegmentationClass");
  expect(existsSync(maps)).toBe(true);
  await pause(20);
  const first = await readWhole();
  expect(first.annotations).toBeGreaterThan(0);
  expect(await readWhole()).toEqual({ ...first, annotations: 0 });
  const map = join(maps, readdirSync(maps)[0]);
  const whole = readFileSync(map);
  writeFileSync(map, whole.subarray(0, whole.length / 2));
  const error = await readWhole().then(
    () => expect.fail("it was read"),
    (failure: Error) => failure,
  );
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toContain(map);
  writeFileSync(map, whole);
  await pause(20);
  expect(await readWhole()).toEqual(first);
  expect(await readWhole()).toEqual({ ...first, annotations: 0 });
});
