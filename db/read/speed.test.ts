import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { shippedBy } from "../derive/holder.ts";
import { auditLog, speedMeasurements } from "../schema.ts";
import { readBundle, shelves } from "../store/bundles.ts";
import { testBundle } from "../test/bundle.ts";
import { maintainerReceipt } from "../test/receipt.ts";
import { openTestSite } from "../test/site.ts";
import { type SpeedOptions, testSpeed } from "../test/speed.ts";
import { insertResult } from "../write/insert-result.ts";
import { insertSpeed } from "../write/insert-speed.ts";
import { rebuildResults } from "../write/rebuild.ts";
import { recoverResults } from "../write/recover.ts";
import { seedSpeeds } from "../write/seed-speeds.ts";
import { backbonePage, board, listSpeeds } from "./queries.ts";

const { folder, open } = await openTestSite("speed");
let minute = 0;

function receipt() {
  minute += 1;
  return maintainerReceipt(minute);
}

const insert = (options: SpeedOptions = {}) => insertSpeed(open, testSpeed(options), receipt());
const scenes = () => board("scenes-p1-smoke", open.db);

test("a measurement is kept as a file, audited, and shown on the boards of its backbone", async () => {
  await insertResult(open, testBundle(), receipt());
  expect((await scenes())?.speedSettings).toEqual([]);
  const outcome = await insert();
  if (outcome.status !== "created") throw new Error(`expected created, got ${outcome.status}`);
  expect(JSON.parse((await readBundle(open.files, shelves.speed, outcome.id)) ?? "")).toEqual(testSpeed());
  expect(await insert()).toMatchObject({ status: "existing", id: outcome.id });
  const shown = await scenes();
  expect(shown?.speedSettings.map(({ label }) => label)).toEqual(["test processor, cpu, 2 threads, float32"]);
  expect(shown?.rows[0]?.speeds).toMatchObject([{ backbone: 1.5, readout: { voc2012: 0.2 } }]);
  const audit = await open.db.select().from(auditLog);
  expect(audit.map(({ action }) => action)).toEqual(["add result", "add speed measurement"]);
});

test("the newest of a setting is current; another device is another setting", async () => {
  await insertResult(open, testBundle(), receipt());
  await insert({ backboneMs: 300 });
  expect(await insert({ backboneMs: 200 })).toMatchObject({
    status: "created",
    supersedes: expect.any(String),
  });
  await insert({ backboneMs: 110, device: "test accelerator" });
  const shown = await scenes();
  expect(shown?.rows[0]?.speeds.map(({ backbone }) => backbone).sort()).toEqual([1.1, 2]);
  expect(shown?.speedSettings).toHaveLength(2);
  expect((await listSpeeds(open.db)).map(({ current }) => current)).toEqual([true, true, false]);
  expect((await backbonePage("test-vit", open.db))?.speeds).toHaveLength(3);
});

test("a command is listed without the uploader's places, and as it was typed in the document itself", async () => {
  const { environment, ...rest } = testSpeed();
  const sent = { ...rest, environment: { ...environment, command: "evaluator speed --weights /home/ada/w" } };
  const outcome = await insertSpeed(open, sent, receipt());
  if (outcome.status !== "created") throw new Error(`expected created, got ${outcome.status}`);
  const [listed] = await listSpeeds(open.db);
  expect(listed?.measurement.environment.command).toBe("evaluator speed --weights DIR");
  expect(await readBundle(open.files, shelves.speed, outcome.id)).toContain("--weights /home/ada/w");
});

test("a time with random weights counts until one with published weights is there, whichever came first", async () => {
  await insertResult(open, testBundle(), receipt());
  const untrained = "7".repeat(64);
  expect(await insert({ backboneMs: 300, untrained })).toMatchObject({ status: "created", supersedes: null });
  expect((await scenes())?.rows[0]?.speeds).toMatchObject([{ backbone: 3, isUntrained: true }]);
  await insert({ backboneMs: 250 });
  expect((await scenes())?.rows[0]?.speeds).toMatchObject([{ backbone: 2.5, isUntrained: false }]);
  await insert({ backboneMs: 310, untrained });
  expect((await scenes())?.rows[0]?.speeds).toMatchObject([{ backbone: 2.5, isUntrained: false }]);
  expect((await listSpeeds(open.db)).map(({ current }) => current)).toEqual([false, true, false]);
  await insert({ backboneMs: 400, untrained, device: "test accelerator" });
  expect((await scenes())?.rows[0]?.speeds.map(({ backbone }) => backbone).sort()).toEqual([2.5, 4]);
});

test("times that come with the site enter like an upload, once, and before anything is known of their backbones", async () => {
  const own = join(folder, "own");
  mkdirSync(own);
  writeFileSync(join(own, "a.json"), JSON.stringify(testSpeed({ untrained: "7".repeat(64) })));
  writeFileSync(join(own, "README.md"), "");
  expect(await seedSpeeds(open, own)).toBe(1);
  expect(await seedSpeeds(open, own)).toBe(0);
  expect(await listSpeeds(open.db)).toMatchObject([{ uploadedBy: shippedBy, current: true }]);
  await insertResult(open, testBundle(), receipt());
  expect((await scenes())?.rows[0]?.speeds).toMatchObject([{ isUntrained: true }]);
  // Of another network than the one that was uploaded under its name: left out.
  writeFileSync(
    join(own, "b.json"),
    JSON.stringify(testSpeed({ featureDim: 384, untrained: "7".repeat(64) })),
  );
  expect(await seedSpeeds(open, own)).toBe(0);
  writeFileSync(join(own, "c.json"), "{}");
  await expect(seedSpeeds(open, own)).rejects.toThrow(/c\.json is no speed measurement: /);
});

test("a variant's board has no time of the protocol's own readout", async () => {
  await insertResult(open, testBundle({ readout: "dim-8" }), receipt());
  await insert();
  const shown = await board("scenes-p1-smoke-dim-8", open.db);
  expect(shown?.rows[0]?.speeds).toMatchObject([{ backbone: 1.5, readout: {} }]);
});

test("a measurement of another backbone under a taken id is a conflict and leaves nothing", async () => {
  await insertResult(open, testBundle(), receipt());
  const outcome = await insert({ featureDim: 384 });
  expect(outcome).toMatchObject({ status: "conflict", problems: [{ path: "backbone.featureDim" }] });
  expect(await listSpeeds(open.db)).toEqual([]);
  expect(await open.files.list(shelves.speed)).toEqual([]);
});

test("another unit of time and other faults are refused", async () => {
  const speed = testSpeed();
  const other = { ...speed, reference: { ...speed.reference, id: "dct-8" } };
  expect(await insertSpeed(open, other, receipt())).toMatchObject({
    status: "invalid",
    problems: [{ path: "reference.id" }],
  });
  const broken = await insertSpeed(open, { ...speed, threads: 0, batch: null }, receipt());
  if (broken.status !== "invalid") throw new Error(`expected invalid, got ${broken.status}`);
  expect(broken.problems.map(({ path }) => path).sort()).toEqual(["batch", "threads"]);
});

test("rebuild and recovery bring measurements back, also of a backbone without a result", async () => {
  await insert({ backboneId: "unknown-yet" });
  await insertResult(open, testBundle(), receipt());
  await insert();
  const before = await listSpeeds(open.db);
  expect(await rebuildResults(open)).toEqual({ files: 3, added: 3, problems: [] });
  expect(await listSpeeds(open.db)).toEqual(before);
  await open.db.delete(speedMeasurements);
  expect(await recoverResults(open)).toEqual({ files: 3, added: 2, reports: [] });
});
