import { asc } from "drizzle-orm";
import { expect, test } from "vitest";
import { backbonePage, board } from "../read/queries.ts";
import { backbones, results, speedMeasurements } from "../schema.ts";
import { type BundleOptions, testBundle } from "../test/bundle.ts";
import { maintainerReceipt, submitterReceipt } from "../test/receipt.ts";
import { forgetRows, openTestSite } from "../test/site.ts";
import { testSpeed } from "../test/speed.ts";
import { decide } from "./decide.ts";
import type { InsertOutcome } from "./insert-document.ts";
import { insertResult } from "./insert-result.ts";
import { insertSpeed } from "./insert-speed.ts";
import { rebuildResults } from "./rebuild.ts";
import { recoverResults } from "./recover.ts";

const { open } = await openTestSite("taken-id");
let minute = 0;
const next = () => {
  minute += 1;
  return minute;
};

const sent = (holder: string, options: BundleOptions = {}) =>
  insertResult(open, testBundle(options), submitterReceipt(holder, next()));
const measured = (options: BundleOptions = {}) =>
  insertResult(open, testBundle(options), maintainerReceipt(next()));
const timed = (holder: string, featureDim = 768) =>
  insertSpeed(open, testSpeed({ featureDim }), submitterReceipt(holder, next()));
const decided = (action: "accept" | "withdraw" | "reinstate", subject: string) =>
  decide(open, { action, subject, reason: "another network" }, { holder: "tester", actor: "tester" });
const idOf = (outcome: InsertOutcome) => {
  if (outcome.status !== "created") throw new Error(`expected created, got ${JSON.stringify(outcome)}`);
  return outcome.id;
};
const another: BundleOptions = { manifest: { featureDim: 384, label: "Another" } };
const label = async () => (await backbonePage("test-vit", open.db))?.backbone.label;
const takenBy = (holder: string) => ({
  status: "invalid",
  problems: [{ path: "manifest.id", message: expect.stringContaining(`${holder} was first`) }],
});

/** Everything that files make rows of. */
const rows = async () => ({
  backbones: await open.db.select().from(backbones).orderBy(asc(backbones.id)),
  results: await open.db.select().from(results).orderBy(asc(results.id)),
  speeds: await open.db.select().from(speedMeasurements).orderBy(asc(speedMeasurements.id)),
});

test("an id is free again once all that was sent under it is withdrawn, also for another network", async () => {
  const first = idOf(await sent("ada"));
  const second = idOf(await sent("ada", { seed: 1 }));
  await decided("withdraw", first);
  expect(await sent("bob", { task: "nyuv2-depth" })).toMatchObject(takenBy("ada"));
  await decided("withdraw", second);
  const bobs = idOf(await sent("bob", another));
  await decided("accept", bobs);
  expect(await label()).toBe("Another");
  expect(await sent("ada", { ...another, task: "nyuv2-depth" })).toMatchObject(takenBy("bob"));
});

test("a speed holds its id too, until it is withdrawn", async () => {
  const speed = idOf(await timed("ada"));
  expect(await sent("bob")).toMatchObject(takenBy("ada"));
  await decided("withdraw", speed);
  idOf(await sent("bob"));
  expect(await decided("reinstate", speed)).toMatchObject({
    status: "refused",
    why: expect.stringContaining("bob was first"),
  });
});

test("what is withdrawn comes back only while nobody else has the id", async () => {
  const adas = idOf(await sent("ada"));
  await decided("withdraw", adas);
  const bobs = idOf(await sent("bob", { seed: 1 }));
  expect(await decided("reinstate", adas)).toMatchObject({
    status: "refused",
    why: expect.stringContaining("test-vit, which bob was first to use"),
  });
  await decided("withdraw", bobs);
  expect(await decided("reinstate", adas)).toMatchObject({ status: "decided", standing: "waiting" });
  expect(await decided("reinstate", bobs)).toMatchObject({ status: "refused" });
});

test("a maintainer withdraws a wrong manifest and sends the right one; the wrong one cannot come back beside it", async () => {
  const wrong = idOf(await measured(another));
  expect(await measured({ seed: 1 })).toMatchObject({ status: "conflict" });
  await decided("withdraw", wrong);
  const right = idOf(await measured());
  expect(await label()).toBe("Test ViT");
  expect(await decided("reinstate", wrong)).toMatchObject({
    status: "refused",
    why: expect.stringContaining("manifest.featureDim 384 differs from 768"),
  });
  await decided("withdraw", right);
  expect(await decided("reinstate", wrong)).toMatchObject({ standing: "accepted" });
  expect(await label()).toBe("Another");
  expect(await measured({ seed: 1 })).toMatchObject({ status: "conflict" });
});

test("of an upload and a reinstatement that come together one has the id", async () => {
  const adas = idOf(await sent("ada"));
  await decided("withdraw", adas);
  const [bobs, back] = await Promise.all([sent("bob", { task: "nyuv2-depth" }), decided("reinstate", adas)]);
  expect([bobs.status, back.status].sort()).toEqual(
    bobs.status === "created" ? ["created", "refused"] : ["decided", "invalid"],
  );
});

test("words that were withdrawn are gone from the backbone, and those that were accepted are there", async () => {
  idOf(await measured());
  const corrected = idOf(await sent("tester", { seed: 1, manifest: { label: "In other words" } }));
  expect(await label()).toBe("Test ViT");
  await decided("accept", corrected);
  expect(await label()).toBe("In other words");
  await decided("withdraw", corrected);
  expect(await label()).toBe("Test ViT");
});

test("a lost database and a rebuild end where uploads and decisions ended", async () => {
  const wrong = idOf(await sent("ada", another));
  await decided("accept", wrong);
  await decided("withdraw", wrong);
  // Of a speed that came before the results nobody knew better.
  idOf(await timed("bob", 7));
  const right = idOf(await sent("bob"));
  await decided("accept", right);
  const reworded = idOf(await sent("bob", { seed: 1, manifest: { label: "Not to be said" } }));
  await decided("accept", reworded);
  await decided("withdraw", reworded);
  const before = await rows();
  expect(before.backbones.map(({ manifest }) => manifest?.label)).toEqual(["Test ViT"]);
  await forgetRows(open);
  expect((await recoverResults(open)).reports).toEqual([]);
  expect(await rows()).toEqual(before);
  expect(await rebuildResults(open)).toMatchObject({ problems: [] });
  const rebuilt = await rows();
  expect(rebuilt.results.filter(({ source }) => source !== "paper")).toEqual(before.results);
  expect(await board("scenes-p1-smoke", open.db)).toMatchObject({ rows: [{ backbone: { id: "test-vit" } }] });
  expect(await sent("ada", { task: "nyuv2-depth" })).toMatchObject(takenBy("bob"));
});
