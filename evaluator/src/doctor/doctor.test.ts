import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readManifest } from "../backbones/manifest-file.ts";
import { scenesGenerator } from "../data/scenes-marker.ts";
import { recordWeights } from "../weights/lock-file.ts";
import { findDataSets } from "./data-sets.ts";
import { type Finding, formatFindings, isHealthy } from "./finding.ts";
import { findWeightsHere } from "./weights.ts";

const finding = (change: Partial<Finding>): Finding => ({
  section: "versions",
  name: "Node",
  present: true,
  importance: "required",
  detail: "v20.20.2",
  mend: null,
  ...change,
});

describe("findings", () => {
  test("only what is required and missing makes the answer unhealthy", () => {
    expect(isHealthy([finding({}), finding({ present: false, importance: "optional" })])).toBe(true);
    expect(isHealthy([finding({}), finding({ present: false })])).toBe(false);
  });

  test("are aligned, sectioned, and followed by what mends them", () => {
    const missing = finding({ section: "disk", name: "free now", present: false, detail: "not found" });
    expect(formatFindings([finding({}), { ...missing, mend: "free some space" }])).toBe(
      [
        "versions",
        "  ok  Node      v20.20.2",
        "",
        "disk",
        "  !!  free now  not found",
        "                mend: free some space",
      ].join("\n"),
    );
  });
});

describe("data sets", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "data-sets-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("are found where their distributions put them, and scenes are told apart", async () => {
    mkdirSync(join(folder, "voc/VOCdevkit/VOC2012/ImageSets/Segmentation"), { recursive: true });
    writeFileSync(join(folder, "voc/VOCdevkit/VOC2012/ImageSets/Segmentation/train.txt"), "");
    mkdirSync(join(folder, "scenes/nyu"), { recursive: true });
    writeFileSync(join(folder, "scenes/nyu/nyu_depth_v2_labeled.mat"), "");
    writeFileSync(join(folder, "scenes/scenes.json"), `{"generator":"${scenesGenerator}","seed":7}`);
    writeFileSync(join(folder, "voc/scenes.json"), "[of somebody else's");
    expect((await findDataSets([folder])).map(({ name, detail }) => [name, detail])).toEqual([
      ["NYUv2 labelled", `${join(folder, "scenes/nyu")} (built-in scenes, seed 7)`],
      ["Pascal VOC 2012", join(folder, "voc/VOCdevkit/VOC2012")],
    ]);
  });

  test("a folder that is missing or empty comes with the command that fills it", async () => {
    const [missing] = await findDataSets([join(folder, "nowhere")]);
    expect(missing).toMatchObject({ present: false, detail: "no such folder" });
    expect(missing?.mend).toContain("evaluator data scenes --out");
    expect((await findDataSets([folder]))[0]).toMatchObject({ present: false });
    expect((await findDataSets([]))[0]?.mend).toContain("evaluator data scenes");
  });
});

test("weights are counted, and one of another size is named", async () => {
  const folder = mkdtempSync(join(tmpdir(), "weights-here-"));
  const lockPath = join(folder, "weights.lock.json");
  const mend = "npx evaluator weights fetch ID";
  expect(await findWeightsHere(folder, lockPath)).toMatchObject({ present: false, mend });
  const { weights } = await readManifest("dino");
  writeFileSync(join(folder, weights!.file), "weights");
  expect(await findWeightsHere(folder, lockPath)).toMatchObject({ present: true, mend: null });
  const facts = { sha256: "0".repeat(64), bytes: 8 };
  const entry = { url: weights!.url, revision: null, access: "open", published: {}, ...facts } as const;
  await recordWeights(lockPath, "dino", entry);
  expect(await findWeightsHere(folder, lockPath)).toMatchObject({
    detail: expect.stringMatching(/^0 of \d+ in .*; of another size than is known: dino$/),
    mend: "npx evaluator weights verify",
  });
  rmSync(folder, { recursive: true });
});
