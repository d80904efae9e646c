import { describe, expect, test } from "vitest";
import { officialCounts, type ResultBundle } from "#contract";
import { doorProblems } from "../derive/door/door.ts";
import { doorFacts } from "../read/door-facts.ts";
import { knownBackbones } from "../read/known-backbones.ts";
import { backbonePage, listBackbones, listCohorts } from "../read/queries.ts";
import { auditLog, backbones, metricValues, results } from "../schema.ts";
import { testBundle } from "../test/bundle.ts";
import { maintainerReceipt, submitterReceipt } from "../test/receipt.ts";
import { openTestSite } from "../test/site.ts";
import { testSpeed } from "../test/speed.ts";
import { insertResult } from "./insert-result.ts";
import { insertSpeed } from "./insert-speed.ts";

const { open } = await openTestSite("door");
let minute = 0;

function receipt() {
  minute += 1;
  return maintainerReceipt(minute);
}
const insert = (bundle: unknown) => insertResult(open, bundle, receipt());

/** What the door says to a stranger, of what is here now. */
async function refusals(bundle: ResultBundle, holder = "stranger"): Promise<string[]> {
  const sender = { holder, role: "submitter" } as const;
  const now = new Date("2026-11-22T00:00:00Z");
  const problems = doorProblems(bundle, await doorFacts(open.db, bundle, { now, sender }));
  return problems.map(({ path }) => path);
}

const asOfVoc = (bundle: ResultBundle, fields: Partial<ResultBundle["dataset"]> = {}): ResultBundle => ({
  ...bundle,
  dataset: { ...bundle.dataset, distribution: "official", ...fields },
});

describe("scenes can't pass as VOC 2012", () => {
  const scenes = testBundle({ backboneId: "a-strangers", budget: "full" });
  const { train, validation, test: tested } = officialCounts("voc2012", "voc2012", "1");
  const counts = { trainImages: train, validationImages: validation, testImages: tested.most };
  const full = { distribution: "official", budget: "full", fingerprintDigit: "a" } as const;
  const official = testBundle(full);

  test("with their own numbers of images", async () => {
    expect(await refusals(asOfVoc(scenes))).toEqual([
      "dataset.trainImages",
      "dataset.validationImages",
      "dataset.testImages",
    ]);
  });

  test("with VOC's numbers, where the same scenes are known", async () => {
    await insert(testBundle());
    expect(await refusals(asOfVoc(scenes, counts))).toEqual(["dataset.distribution"]);
  });

  test("with VOC's numbers, once a maintainer's result says which fingerprint VOC has", async () => {
    expect(await insert(official)).toMatchObject({ status: "created" });
    expect(await refusals(asOfVoc(scenes, counts))).toEqual(["dataset.fingerprint"]);
    const asPublished = testBundle({ ...full, backboneId: "a-strangers" });
    expect(await refusals(asPublished)).toEqual([]);
  });

  test("nor say which fingerprint VOC has, while they wait for a maintainer", async () => {
    const first = await insertResult(open, asOfVoc(scenes, counts), submitterReceipt("stranger"));
    expect(first).toMatchObject({ status: "created", standing: "waiting" });
    expect(await refusals(testBundle({ ...full, backboneId: "of-another" }), "another")).toEqual([]);
    expect(await listCohorts(open.db), "no board of its own").toEqual([]);
  });

  test("with VOC's fingerprint as well, whose test images are resampled otherwise", async () => {
    await insert(official);
    const metrics = Object.fromEntries(
      Object.entries(scenes.metrics).map(([id, measured]) => [
        id,
        { ...measured, bootstrap: { ...measured.bootstrap, indicesSha256: "6".repeat(64) } },
      ]),
    );
    const disguised = asOfVoc(
      { ...scenes, metrics },
      { ...counts, fingerprint: official.dataset.fingerprint },
    );
    expect(await refusals(disguised)).toEqual([
      "metrics.voc2012/ce.bootstrap.indicesSha256",
      "metrics.voc2012/iou.bootstrap.indicesSha256",
    ]);
  });

  test("and leave no board, row or file behind", async () => {
    const files = await open.files.list("bundles");
    expect(await insert(asOfVoc(scenes))).toMatchObject({ status: "invalid" });
    expect(await listCohorts(open.db)).toEqual([]);
    for (const table of [results, metricValues, backbones, auditLog]) {
      expect(await open.db.select().from(table)).toEqual([]);
    }
    expect(await open.files.list("bundles")).toEqual(files);
  });
});

describe("a backbone of the repository", () => {
  const dct = knownBackbones().get("dct-16")?.manifest;

  test("is what the repository says, whoever sends", async () => {
    const own = testBundle({ backboneId: "dct-16", manifest: { ...dct, featureDim: 7 } });
    expect(await insert(own)).toMatchObject({
      status: "invalid",
      problems: [{ path: "manifest.featureDim" }],
    });
    const speed = testSpeed({ backboneId: "dct-16", featureDim: 7 });
    expect(await insertSpeed(open, speed, receipt())).toMatchObject({
      status: "invalid",
      problems: expect.arrayContaining([expect.objectContaining({ path: "backbone.featureDim" })]),
    });
  });

  test("is shown in the repository's words", async () => {
    const bundle = testBundle({
      backboneId: "dct-16",
      manifest: { ...dct, label: "The best of all", licence: "MIT", parameters: 1 },
    });
    expect(await insert(bundle)).toMatchObject({ status: "created" });
    const page = await backbonePage("dct-16", open.db);
    expect(page?.backbone).toMatchObject({ label: dct?.label, licence: dct?.licence, parametersMillions: 0 });
  });
});

describe("a backbone of somebody's own", () => {
  test("is its first submitter's", async () => {
    const byAda = (bundle: unknown) => insertResult(open, bundle, submitterReceipt("ada"));
    expect(await byAda(testBundle())).toMatchObject({ status: "created" });
    const byBob = await insertResult(open, testBundle({ task: "nyuv2-depth" }), submitterReceipt("bob"));
    expect(byBob).toMatchObject({
      status: "invalid",
      problems: [{ path: "manifest.id", message: expect.stringContaining("ada was first") }],
    });
    expect(await byAda(testBundle({ seed: 1 }))).toMatchObject({ status: "created" });
    expect(await insert(testBundle({ task: "nyuv2-depth" }))).toMatchObject({ status: "created" });
    await insertSpeed(open, testSpeed({ backboneId: "timed-first" }), receipt());
    expect(await refusals(testBundle({ backboneId: "timed-first" }))).toEqual(["manifest.id"]);
  });

  test("that takes another's name is shown with its id, and so is the other", async () => {
    const { label = "" } = knownBackbones().get("clip-b")?.manifest ?? {};
    await insert(testBundle({ manifest: { label: label.toUpperCase().replace(" ", "\u00a0") } }));
    const [shown] = await listBackbones(open.db);
    expect(shown?.label).toMatch(/ \(test-vit\)$/);
    expect((await backbonePage("clip-b", open.db))?.backbone.label).toBe(`${label} (clip-b)`);
  });
});

test("smoke runs and scenes pin no weights, an official full result does", async () => {
  const weights = {
    format: "safetensors",
    url: "https://example.org/a.safetensors",
    file: "a.safetensors",
    ...{ sha256: null, bytes: null },
  } as const;
  const trained = (digit: string, options: Parameters<typeof testBundle>[0]): ResultBundle => {
    const bundle = testBundle({ ...options, manifest: { weights } });
    return { ...bundle, backbone: { ...bundle.backbone, weightsSha256: digit.repeat(64) } };
  };
  const full = { distribution: "official", budget: "full", fingerprintDigit: "a" } as const;
  expect(await insert(trained("1", {}))).toMatchObject({ status: "created" });
  expect(await insert(trained("2", full))).toMatchObject({ status: "created" });
  const second = await insert(trained("1", { ...full, seed: 1 }));
  expect(second).toMatchObject({ status: "invalid", problems: [{ path: "backbone.weightsSha256" }, {}] });
  const [, besideIt] = second.status === "invalid" ? second.problems : [];
  expect(besideIt?.message).toContain("in the same place of the same board");
});

test("boards that a stranger opened are counted", async () => {
  const opening = Array.from({ length: 20 }, (_, index) =>
    testBundle({ task: "segmentation", classes: [`class ${index}`, "other"] }),
  );
  for (const bundle of opening) await insert(bundle);
  await open.db.update(results).set({ holder: "stranger", receivedAt: new Date("2026-11-21T12:00:00Z") });
  const another = testBundle({ task: "segmentation", classes: ["one more", "other"] });
  expect(await refusals(another)).toEqual(["(whole bundle)"]);
  expect(await refusals({ ...opening[0], seed: 1 } as ResultBundle)).toEqual([]);
});

test("a measurement's time, range and protocol are checked as a result's are", async () => {
  const speed = testSpeed();
  const wrong = {
    ...speed,
    ...{ protocolVersion: "7", measuredAt: "2025-12-31T23:59:59Z", threads: 100_000 },
    batch: { ...speed.batch, size: 1e9 },
  };
  const outcome = await insertSpeed(open, wrong, receipt());
  expect(outcome.status === "invalid" && outcome.problems.map(({ path }) => path)).toEqual([
    "protocolVersion",
    "threads",
    "batch.size",
    "measuredAt",
  ]);
});
