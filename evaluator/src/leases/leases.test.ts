import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { thisProcess } from "./holder.ts";
import { LeaseLost } from "./lease.ts";
import { LeaseBook } from "./lease-book.ts";
import type { Attempt, LeaseEnd } from "./lease-record.ts";
import { SilenceWatch } from "./silence.ts";

const out = mkdtempSync(join(tmpdir(), "evaluator-leases-"));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const cell = { title: "a cell", command: "evaluator run" };
const interrupted = { outcome: "interrupted", bundle: null, fingerprint: null, reason: null } as const;
const failed: LeaseEnd = { ...interrupted, outcome: "failed", reason: "why", seconds: 0 };
/** Beats every half second. */
const book = new LeaseBook(out, 6);

const newest = async (key: string) => (await book.newest()).get(key)!;

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(10);
}

describe("an attempt", () => {
  test("of ten workers one has it", async () => {
    const books = Array.from({ length: 10 }, () => new LeaseBook(out, 6));
    const leases = await Promise.all(books.map((each) => each.take("contended", 1, cell)));
    expect(leases.filter((lease) => lease !== null)).toHaveLength(1);
    for (const lease of leases) await lease?.end(interrupted);
  });

  test("beats while it is held, from a process of its own, and not once it has ended", async () => {
    const lease = (await book.take("beating", 1, cell))!;
    lease.tell({ phase: "training", done: 3, total: 9, perSecond: 1 });
    // This process's own loop is held, as a training step holds it.
    const begun = performance.now();
    while (performance.now() - begun < 1200);
    const { record } = await newest("beating");
    expect(record?.end).toBeNull();
    await until(async () => Number((await newest("beating")).record?.beat) >= 2);
    await until(async () => (await newest("beating")).record?.progress?.done === 3);
    await lease.end({ ...interrupted, outcome: "measured", bundle: "a.json" });
    const path = join(out, ".leases", "beating.1.json");
    const ended = readFileSync(path, "utf8");
    expect(JSON.parse(ended)).toMatchObject({
      title: "a cell",
      end: { outcome: "measured", bundle: "a.json" },
    });
    await sleep(700);
    expect(readFileSync(path, "utf8")).toBe(ended);
  });

  test("is lost to the next one: its holder learns of it and its end says nothing more", async () => {
    const first = (await book.take("fenced", 1, cell))!;
    await first.requireHeld();
    const second = (await book.take("fenced", 2, cell))!;
    await expect(first.requireHeld()).rejects.toThrow(LeaseLost);
    await first.end({ ...interrupted, outcome: "measured", bundle: "a.json" });
    await second.requireHeld();
    expect(await newest("fenced")).toMatchObject({ attempt: 2, record: { end: null } });
    expect(readFileSync(join(out, ".leases", "fenced.1.json"), "utf8")).toContain('"end":null');
    await second.end(interrupted);
  });

  test("that nobody ended counts as a death, until one was ended", async () => {
    for (const attempt of [1, 2, 3]) writeFileSync(join(out, ".leases", `dying.${attempt}.json`), "");
    expect(await book.diedBefore("dying", 4)).toBe(3);
    expect(await book.note("dying", 4, cell, failed)).toBe(true);
    expect(await book.note("dying", 4, cell, failed)).toBe(false);
    expect(await book.diedBefore("dying", 5)).toBe(0);
    expect(await newest("dying")).toMatchObject({ attempt: 4, record: { end: { reason: "why" } } });
  });
});

describe("silence", () => {
  const attempt = (beat: number, holder = thisProcess()): Attempt => ({
    key: "k",
    attempt: 1,
    record: {
      ...{ format: "dense-probing/lease/1", ...cell, holder, takeoverSeconds: 60 },
      ...{ beat, progress: null, end: null },
    },
  });

  test("is counted on the watcher's own clock, from the last change that it saw", () => {
    let nowMs = 1e6;
    const watch = new SilenceWatch(() => nowMs);
    expect(watch.isOver(attempt(1))).toBe(false);
    nowMs += 59_000;
    expect(watch.isOver(attempt(2))).toBe(false);
    nowMs += 59_000;
    expect(watch.isOver(attempt(2))).toBe(false);
    nowMs += 1000;
    expect(watch.silentSeconds(attempt(2))).toBe(60);
    expect(watch.isOver(attempt(2))).toBe(true);
    // Another attempt is another lease.
    expect(watch.isOver({ ...attempt(2), attempt: 2 })).toBe(false);
  });

  test.runIf(process.platform === "linux")(
    "of a process that has ended on this machine is known at once",
    () => {
      const watch = new SilenceWatch(() => 0);
      const own = thisProcess();
      expect(watch.isOver(attempt(1, own))).toBe(false);
      // The pid was given to another process.
      expect(watch.isOver(attempt(1, { ...own, started: "1" }))).toBe(true);
      expect(watch.isOver(attempt(1, { ...own, pid: 2 ** 22 + 1 }))).toBe(true);
      // Pids of another machine mean nothing here.
      expect(watch.isOver(attempt(1, { ...own, system: "another", pid: 2 ** 22 + 1 }))).toBe(false);
    },
  );
});
