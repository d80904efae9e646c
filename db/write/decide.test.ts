import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { attestationPayloadType } from "#contract";
import {
  backbonePage,
  board,
  boardOfSnapshot,
  decisionLog,
  diffSnapshots,
  listBackbones,
  listCohorts,
  listSnapshots,
  listSpeeds,
  newestResults,
  queue,
  snapshot,
  tombstone,
} from "../read/queries.ts";
import { attestations, results } from "../schema.ts";
import { type BundleOptions, testBundle } from "../test/bundle.ts";
import { maintainerReceipt, submitterReceipt } from "../test/receipt.ts";
import { forgetRows, openTestSite } from "../test/site.ts";
import { testSpeed } from "../test/speed.ts";
import { decide, type NewDecision } from "./decide.ts";
import type { InsertOutcome } from "./insert-document.ts";
import { insertResult } from "./insert-result.ts";
import { insertSpeed } from "./insert-speed.ts";
import { rebuildResults } from "./rebuild.ts";
import { recoverResults } from "./recover.ts";
import { rowsThenFiles } from "./rows-then-files.ts";
import { takeSnapshot } from "./take-snapshot.ts";
import { authenticate, createToken } from "./tokens.ts";

const { open } = await openTestSite("decide");
let minute = 0;

const cohort = "scenes-p1-smoke";
const idOf = (outcome: InsertOutcome) => {
  if (outcome.status !== "created") throw new Error(`expected created, got ${outcome.status}`);
  return outcome.id;
};
const measured = (options: BundleOptions = {}, holder = "tester") => {
  minute += 1;
  return insertResult(open, testBundle(options), maintainerReceipt(minute, holder));
};
const submitted = (options: BundleOptions = {}, holder = "ada") => {
  minute += 1;
  return insertResult(open, testBundle(options), submitterReceipt(holder, minute));
};
const by = { holder: "tester", actor: "tester" };
const decided = (action: NewDecision["action"], subject: string, more: Partial<NewDecision> = {}) =>
  decide(open, { action, subject, reason: "scenes sent as VOC", ...more }, by);
const score = async (id = "test-vit") => {
  const found = await board(cohort, open.db);
  return found?.rows.find((row) => row.backbone.id === id)?.cells["voc2012/iou"];
};
/** Marks a result as a signature does, which its own test makes. */
const sign = async (resultId: string) => {
  await open.db.insert(attestations).values({
    ...{ resultId, signedBy: "ada", signedAt: new Date(), receivedAt: new Date() },
    envelope: { payloadType: attestationPayloadType, payload: "", signatures: [] },
  });
  await open.db.update(results).set({ source: "verified" }).where(eq(results.id, resultId));
};

describe("strangers", () => {
  test("replace no signed number, and no other of somebody else", async () => {
    const id = idOf(await measured({ value: 50 }));
    await sign(id);
    expect(await submitted({ value: 99 })).toEqual({ status: "another's", holder: "tester" });
    expect(await submitted({ value: 99, seed: 7 })).toEqual({ status: "another's", holder: "tester" });
    expect(await score()).toMatchObject({ value: 50, seeds: 1, source: "verified" });
    idOf(await submitted({ backboneId: "theirs" }));
    expect(await submitted({ backboneId: "theirs", value: 1 }, "bob")).toMatchObject({ holder: "ada" });
  });

  test("send five invented seeds, which move no number, not even accepted ones beside a signed one", async () => {
    const id = idOf(await submitted({ value: 50 }));
    await decided("accept", id);
    const before = await score();
    expect(before).toMatchObject({ value: 50, source: "submitted" });
    const invented: string[] = [];
    for (const seed of [0, 1, 2, 3, 4]) invented.push(idOf(await submitted({ value: 90, seed })));
    expect(await score()).toEqual(before);
    await sign(id);
    for (const one of invented) await decided("accept", one);
    expect(await score()).toMatchObject({ value: 50, seeds: 1 });
  });

  test("correct only their own cell; a maintainer's run counts before it and a correction by name takes its place", async () => {
    const id = idOf(await submitted({ value: 40 }));
    await decided("accept", id);
    idOf(await measured({ value: 60 }));
    expect(await score()).toMatchObject({ value: 60, source: "measured" });
    const correction = await insertResult(open, testBundle({ value: 45 }), maintainerReceipt(minute), id);
    expect(correction).toMatchObject({ status: "created", supersedes: id });
    const page = await backbonePage("test-vit", open.db);
    expect(page?.results.map(({ holder }) => holder).sort()).toEqual(["ada", "ada", "tester"]);
    expect(await insertResult(open, testBundle({ value: 46 }), submitterReceipt("bob"), id)).toMatchObject({
      status: "another's",
    });
  });

  test("describe no backbone that is on the board anew", async () => {
    idOf(await measured());
    const renamed = await submitted({ task: "nyuv2-depth", manifest: { label: "Best of all" } });
    expect(renamed.status).toBe("invalid");
    expect((await backbonePage("test-vit", open.db))?.backbone.label).toBe("Test ViT");
  });
});

describe("what waits", () => {
  test("is in the queue and on its backbone's page, and nowhere else", async () => {
    idOf(await measured({ backboneId: "other" }));
    const before = [await listCohorts(open.db), await board(cohort, open.db), await listSnapshots(open.db)];
    const id = idOf(await submitted({ value: 99 }));
    minute += 1;
    const speed = idOf(await insertSpeed(open, testSpeed(), submitterReceipt("ada", minute)));
    expect([await listCohorts(open.db), await board(cohort, open.db), await listSnapshots(open.db)]).toEqual(
      before,
    );
    expect((await listBackbones(open.db)).map(({ id }) => id)).toEqual(["other"]);
    expect((await newestResults(10, open.db)).map(({ backboneId }) => backboneId)).toEqual(["other"]);
    expect(await listSpeeds(open.db)).toEqual([]);
    const page = await backbonePage("test-vit", open.db);
    expect(page?.boards).toEqual([]);
    expect(page?.results).toMatchObject([{ id, standing: "waiting", cohortId: null }]);
    expect(page?.speeds).toMatchObject([{ id: speed, standing: "waiting", current: false }]);
    expect(await queue(open.db)).toMatchObject([
      { id, kind: "result", holder: "ada", metrics: { "voc2012/iou": 99 } },
      { id: speed, kind: "speed", device: expect.stringContaining("test processor") },
    ]);
  });

  test("counts once it is accepted, marked as no maintainer's run", async () => {
    const id = idOf(await submitted({ value: 70 }));
    const outcome = await decided("accept", id, { reason: "repeated one seed" });
    expect(outcome).toEqual({ status: "decided", decisions: 1, standing: "accepted" });
    expect(await score()).toMatchObject({ value: 70, source: "submitted" });
    expect(await queue(open.db)).toEqual([]);
    expect(await decided("accept", id)).toMatchObject({ status: "refused" });
  });
});

describe("what is withdrawn", () => {
  test("leaves boards and later snapshots; older ones show it still, marked", async () => {
    idOf(await measured({ backboneId: "other" }));
    const id = idOf(await measured({ value: 99 }));
    const [old] = await listSnapshots(open.db);
    await decided("withdraw", id);
    expect(await score()).toBeUndefined();
    const [now] = await listSnapshots(open.db);
    expect(now).toMatchObject({ results: 1, removed: 1 });
    const then = await boardOfSnapshot(old?.id ?? "", cohort, open.db);
    expect(then?.rows.map(({ backbone }) => backbone.id).sort()).toEqual(["other", "test-vit"]);
    const stone = { subject: id, reason: "scenes sent as VOC", decidedBy: "tester" };
    expect((await snapshot(old?.id ?? "", open.db))?.withdrawn).toMatchObject([stone]);
    expect(await tombstone(id, open.db)).toMatchObject(stone);
    const page = await backbonePage("test-vit", open.db);
    expect([page?.results, page?.withdrawn]).toMatchObject([[], [stone]]);
    const diff = await diffSnapshots(old?.id ?? "", now?.id ?? "", open.db);
    expect(diff?.removed).toMatchObject([{ id }]);
    expect(await decisionLog(open.db)).toMatchObject([
      { action: "withdraw", subject: id, thing: { kind: "result", backboneId: "test-vit" } },
    ]);
  });

  test("stays withdrawn when it is sent again, by anybody, until it is reinstated", async () => {
    const id = idOf(await measured());
    await decided("withdraw", id);
    for (const again of [await measured(), await submitted({}, "eve")]) {
      expect(again).toEqual({ status: "withdrawn", id, reason: "scenes sent as VOC" });
    }
    expect(await decided("reinstate", id)).toMatchObject({ standing: "accepted" });
    expect(await score()).toMatchObject({ value: 50 });
    expect(await tombstone(id, open.db)).toBeNull();
  });

  test("gives its place to what it had corrected, and comes back to where it stood", async () => {
    const first = idOf(await submitted({ value: 40 }));
    await decided("accept", first);
    const second = idOf(await submitted({ value: 41 }));
    await decided("accept", second);
    await decided("withdraw", second);
    expect(await score()).toMatchObject({ value: 40 });
    await decided("withdraw", first);
    expect(await score()).toBeUndefined();
    expect(await decided("reinstate", second)).toMatchObject({ standing: "accepted" });
  });

  test("may be a speed, and nothing that was never uploaded", async () => {
    minute += 1;
    const id = idOf(await insertSpeed(open, testSpeed(), maintainerReceipt(minute)));
    await decided("withdraw", id);
    expect(await listSpeeds(open.db)).toEqual([]);
    expect(await insertSpeed(open, testSpeed(), maintainerReceipt(minute))).toMatchObject({
      status: "withdrawn",
    });
    expect(await decided("withdraw", "f".repeat(64))).toMatchObject({ status: "unknown" });
  });
});

test("a signature makes a new state: what older ones show is not changed by it", async () => {
  const signedLater = idOf(await measured({ value: 50 }));
  idOf(await measured({ value: 70, seed: 1 }));
  const [old] = await listSnapshots(open.db);
  await sign(signedLater);
  await rowsThenFiles(open, (into) => takeSnapshot(into, new Date()));
  const [now, before] = await listSnapshots(open.db);
  const seeds = async (id = "") =>
    (await boardOfSnapshot(id, cohort, open.db))?.rows[0]?.cells["voc2012/iou"];
  expect(await seeds(old?.id)).toMatchObject({ seeds: 2, value: 60 });
  expect(await seeds(now?.id)).toMatchObject({ seeds: 1, value: 50 });
  expect(before?.id).toBe(old?.id);
  expect(now).toMatchObject({ results: 2, added: 0, removed: 0, signed: 1 });
});

describe("a ban", () => {
  test("refuses all tokens of a holder at once and withdraws what they sent, where asked", async () => {
    const token = { holder: "ada", label: "laptop", scopes: ["submit"], expiresAt: null } as const;
    const header = `Bearer ${await createToken(open, token)}`;
    const other = `Bearer ${await createToken(open, { ...token, holder: "bob" })}`;
    const id = idOf(await submitted());
    await decided("accept", id);
    expect((await authenticate(open.db, header, "submit")).status).toBe("accepted");
    expect(await decided("ban", "ada", { withdraw: true })).toMatchObject({ decisions: 2 });
    expect(await authenticate(open.db, header, "submit")).toEqual({
      status: "forbidden",
      reason: "ada may send nothing here: scenes sent as VOC",
    });
    expect((await authenticate(open.db, other, "submit")).status).toBe("accepted");
    expect(await listCohorts(open.db)).toEqual([]);
    expect((await decisionLog(open.db)).map(({ action }) => action)).toEqual(["withdraw", "accept"]);
    await decided("unban", "ada");
    expect((await authenticate(open.db, header, "submit")).status).toBe("accepted");
    expect(await decided("unban", "ada")).toMatchObject({ status: "refused" });
  });
});

describe("a lost database", () => {
  test("comes back from the files with tokens, decisions and standing", async () => {
    const scopes = ["submit"] as const;
    const kept = `Bearer ${await createToken(open, { holder: "ada", label: "a", scopes, expiresAt: null })}`;
    const banned = `Bearer ${await createToken(open, { holder: "eve", label: "a", scopes, expiresAt: null })}`;
    const accepted = idOf(await submitted({ value: 40 }));
    await decided("accept", accepted);
    const withdrawn = idOf(await submitted({ seed: 1 }));
    await decided("withdraw", withdrawn);
    const waiting = idOf(await submitted({ seed: 2 }));
    await decided("ban", "eve");
    const state = async () => ({
      board: await board(cohort, open.db),
      queue: await queue(open.db),
      log: await decisionLog(open.db),
      tokens: [
        (await authenticate(open.db, kept, "submit")).status,
        (await authenticate(open.db, banned, "submit")).status,
      ],
    });
    const before = await state();
    expect(before.queue.map(({ id }) => id)).toEqual([waiting]);
    await forgetRows(open);
    await recoverResults(open);
    expect(await state()).toEqual(before);
    await rebuildResults(open);
    expect(await state()).toEqual(before);
    expect(await tombstone(withdrawn, open.db)).not.toBeNull();
    // New decisions come after those that came back.
    await decided("reinstate", withdrawn);
    expect(await tombstone(withdrawn, open.db)).toBeNull();
  });
});

describe("releases", () => {
  const named = async () =>
    (await listSnapshots(open.db)).flatMap(({ id, release }) => (release === null ? [] : [[id, release]]));

  test("a snapshot's name is as good as its id, and can be taken back", async () => {
    idOf(await measured({ value: 50 }));
    const [first] = await listSnapshots(open.db);
    idOf(await measured({ value: 60, task: "voc2012", seed: 1 }));
    const [second] = await listSnapshots(open.db);
    if (!first || !second) throw new Error("no snapshot was taken");
    expect(await decided("release", first.id, { reason: "2026-11" })).toMatchObject({ status: "decided" });
    expect(await named()).toEqual([[first.id, "2026-11"]]);
    expect((await snapshot("2026-11", open.db))?.snapshot).toMatchObject({
      id: first.id,
      release: "2026-11",
    });
    expect(await boardOfSnapshot("2026-11", cohort, open.db)).toEqual(
      await boardOfSnapshot(first.id, cohort, open.db),
    );
    expect((await diffSnapshots("2026-11", second.id, open.db))?.added).toHaveLength(1);
    expect(await decided("release", second.id, { reason: "2026-11" })).toMatchObject({ status: "refused" });
    expect(await decided("release", "0".repeat(16), { reason: "2026-12" })).toMatchObject({
      status: "unknown",
    });
    // What is named is no upload, and the log of decisions about uploads does not hold it.
    expect(await decisionLog(open.db)).toEqual([]);
    await decided("unrelease", first.id);
    expect([await named(), await snapshot("2026-11", open.db)]).toEqual([[], null]);
  });

  test("outlive a lost database, as decisions do", async () => {
    idOf(await measured());
    const [only] = await listSnapshots(open.db);
    await decided("release", only?.id ?? "", { reason: "2026-11" });
    await forgetRows(open);
    await recoverResults(open);
    expect(await named()).toEqual([[only?.id, "2026-11"]]);
  });
});
