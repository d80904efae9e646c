import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenDatabase, shareDatabase } from "#db/open/shared-database.ts";
import { testBundle } from "#db/test/bundle.ts";
import { openTestDatabase } from "#db/test/database.ts";
import { maintainerReceipt } from "#db/test/receipt.ts";
import { insertResult } from "#db/write/insert-result.ts";
import { keptAnswer } from "./kept-answers.ts";

let folder: string;
let open: OpenDatabase;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-kept-"));
  open = await openTestDatabase(folder);
  shareDatabase(open);
}, 60_000);

afterAll(async () => {
  shareDatabase(undefined);
  await open.close();
  rmSync(folder, { recursive: true });
});

let made = 0;
const ask = (path: string, text: string | null = "answer", also?: string) =>
  keptAnswer(
    new Request(`http://site.test${path}`),
    async () => {
      made += 1;
      return text === null ? null : { text, type: "text/plain" };
    },
    also,
  );

async function timesMade(...asked: (() => Promise<unknown>)[]): Promise<number> {
  made = 0;
  for (const one of asked) await one();
  return made;
}

test("is made once for all who ask at a time, and kept, with nothing to tell too", async () => {
  made = 0;
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask("/a")));
  expect([made, new Set(answers.map((answer) => answer?.etag)).size]).toEqual([1, 1]);
  expect(await timesMade(() => ask("/a"))).toBe(0);
  expect(
    await timesMade(
      () => ask("/none", null),
      () => ask("/none", null),
    ),
  ).toBe(1);
});

test("is another at another address, and for another site", async () => {
  await ask("/b");
  expect(await timesMade(() => ask("/b?x=1"))).toBe(1);
  expect(await timesMade(() => ask("/b", "answer", "https://board.test"))).toBe(1);
});

test("is made anew after an upload, also where the upload came while it was made", async () => {
  await ask("/c");
  await insertResult(open, testBundle({ seed: 1 }), maintainerReceipt());
  expect(await timesMade(() => ask("/c"))).toBe(1);
  const old = keptAnswer(new Request("http://site.test/d"), async () => {
    await insertResult(open, testBundle({ seed: 2 }), maintainerReceipt());
    return { text: "old", type: "text/plain" };
  });
  expect((await old).text).toBe("old");
  expect((await ask("/d", "new"))?.text).toBe("new");
});

test("a failure is for those who asked", async () => {
  const failing = () =>
    keptAnswer(new Request("http://site.test/e"), async () => {
      throw new Error("no luck");
    });
  await expect(failing()).rejects.toThrow("no luck");
  expect(await timesMade(() => ask("/e"))).toBe(1);
});

test("many addresses push out the one asked for longest ago, and no more is kept than 32 MB", async () => {
  const large = "x".repeat(1_000_000);
  await ask("/first");
  await ask("/second");
  for (let number = 0; number < 25; number++) {
    await ask(`/large/${number}`, large);
    await ask("/first");
  }
  expect(await timesMade(() => ask("/first"))).toBe(0);
  expect(await timesMade(() => ask("/second"))).toBe(1);
});

test("questions that anybody makes up push out one another, and nothing that everybody asks for", async () => {
  const large = "x".repeat(1_000_000);
  const asked = ["/api/v1/boards/paper?q=0", "/preview/compare/paper/0.png", "/api/v1/backbones/none-0"];
  await ask("/board");
  for (const path of asked) await ask(path, path.includes("none") ? null : "answer");
  expect(await timesMade(...asked.map((path) => () => ask(path, null)))).toBe(0);
  for (let number = 1; number < 10; number++) {
    await ask(`/api/v1/boards/paper?q=${number}`, large);
    await ask(`/preview/compare/paper/${number}.png`, large);
  }
  expect(await timesMade(() => ask("/board"))).toBe(0);
  expect(await timesMade(...asked.map((path) => () => ask(path, null)))).toBe(asked.length);
});
