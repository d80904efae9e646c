import {
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { asc, ne } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { bundleMaxBytes, canonicalJson } from "#contract";
import { decisions, results } from "../schema.ts";
import { keptReceiptSchema, type Receipt } from "../store/bundles.ts";
import { listKeptDecisions } from "../store/decisions.ts";
import { listSetAside } from "../store/quarantine.ts";
import { testBundle } from "../test/bundle.ts";
import { maintainerReceipt } from "../test/receipt.ts";
import { forgetRows, openTestSite } from "../test/site.ts";
import { decide } from "./decide.ts";
import { documentId } from "./insert-document.ts";
import { insertResult } from "./insert-result.ts";
import { RebuildLossError, rebuildResults } from "./rebuild.ts";
import { recoverResults } from "./recover.ts";

const { folder, open } = await openTestSite("recover");

const receipt = maintainerReceipt(0, "ada");
const pathOf = (name: string) => join(folder, name);
const put = (name: string, content: string) => {
  mkdirSync(join(pathOf(name), ".."), { recursive: true });
  writeFileSync(pathOf(name), content);
};
const idOf = (seed: number) => documentId(testBundle({ seed }));
const upload = (seed: number, change: Partial<Receipt> = {}) =>
  insertResult(open, testBundle({ seed }), { ...receipt, ...change });
const stored = async () =>
  (
    await open.db.select().from(results).where(ne(results.source, "paper")).orderBy(asc(results.sequence))
  ).map(({ id, sequence }) => ({ id, sequence }));

/** One file of each kind of damage; the names of all, and of the second that is of no use without it. */
function damage(): string[] {
  const [cut, wrongHash, noReceipt, noDocument, notJson, otherKind, empty, huge, conflicting, badReceipt] =
    Array.from({ length: 10 }, (_, index) => idOf(100 + index));
  const both = (id: string | undefined, content: string) => {
    put(`bundles/${id}.receipt.json`, JSON.stringify(receipt));
    put(`bundles/${id}.json`, content);
    return [`bundles/${id}.json`, `bundles/${id}.receipt.json`];
  };
  const other = testBundle({ seed: 108, manifest: { featureDim: 384 } });
  const names = [
    ...both(cut, canonicalJson(testBundle({ seed: 100 })).slice(0, 1000)),
    ...both(wrongHash, canonicalJson(testBundle({ seed: 7 }))),
    ...both(notJson, "\0\0\0"),
    ...both(documentId({ schemaVersion: 1 }), canonicalJson({ schemaVersion: 1 })),
    ...both(otherKind, "[]"),
    ...both(empty, ""),
    ...both(huge, ""),
    ...both(documentId(other), canonicalJson(other)),
    ...both(badReceipt, canonicalJson(testBundle({ seed: 109 }))),
  ];
  truncateSync(pathOf(`bundles/${huge}.json`), 9 * bundleMaxBytes);
  put(`bundles/${badReceipt}.receipt.json`, '{"receivedAt": "yesterday"}');
  put(`bundles/${noReceipt}.json`, canonicalJson(testBundle({ seed: 102 })));
  put(`bundles/${noDocument}.receipt.json`, JSON.stringify(receipt));
  put("bundles/notes.txt", "mine");
  put("bundles/Copy of result.json", "{}");
  put("pictures/holiday.png", "");
  put(`bundles/${conflicting}.json.0.tmp`, "half");
  utimesSync(pathOf(`bundles/${conflicting}.json.0.tmp`), 0, 0);
  symlinkSync("/dev/zero", pathOf(`bundles/${"0".repeat(64)}.json`));
  mkdirSync(pathOf(`bundles/${"1".repeat(64)}.json`));
  put("audit/000000000099.json", "{}");
  put("snapshots/000000000099.json", "{}");
  put("tokens/abcdefghij.json", "{}");
  put(`bundles/${cut}.ada.dsse.json`, '{"envelope": {"payload": "');
  put(`bundles/${cut}.bob.dsse.json`, "{}");
  put(`decisions/${"2".repeat(64)}.json`, "[");
  return [
    ...names,
    `bundles/${noReceipt}.json`,
    `bundles/${noDocument}.receipt.json`,
    "bundles/notes.txt",
    "bundles/Copy of result.json",
    "pictures/holiday.png",
    `bundles/${conflicting}.json.0.tmp`,
    `bundles/${"0".repeat(64)}.json`,
    `bundles/${"1".repeat(64)}.json`,
    "audit/000000000099.json",
    "snapshots/000000000099.json",
    "tokens/abcdefghij.json",
    `bundles/${cut}.ada.dsse.json`,
    `bundles/${cut}.bob.dsse.json`,
    `decisions/${"2".repeat(64)}.json`,
  ];
}

describe("a start", () => {
  test("sets one file of every kind of damage aside, each with its reason, and loses nothing good", async () => {
    await upload(0);
    await upload(1);
    const damaged = damage();
    const before = await stored();
    const first = await recoverResults(open);
    expect(await stored()).toEqual(before);
    const aside = await listSetAside(open.files);
    expect(aside.map(({ file }) => file).sort()).toEqual([...damaged].sort());
    expect(first.reports).toHaveLength(damaged.length);
    for (const { file, reason, movedTo } of aside) {
      expect(first.reports).toContain(`${file} ${reason}; moved to ${movedTo}`);
    }
    const reasonOf = (name: string) => aside.find(({ file }) => file.includes(`${name}.json`))?.reason;
    expect(reasonOf(idOf(100))).toMatch(/is no JSON, or cut off/);
    expect(reasonOf(idOf(101))).toMatch(/has the hash [0-9a-f]{64}, not that of its name/);
    expect(reasonOf(documentId(testBundle({ seed: 108, manifest: { featureDim: 384 } })))).toMatch(
      /contradicts what is here: manifest.featureDim: 384 differs from 768/,
    );
    expect(await recoverResults(open)).toEqual({ files: 2, added: 0, reports: [] });
    await forgetRows(open);
    expect(await recoverResults(open)).toEqual({ files: 2, added: 2, reports: [] });
    expect(await stored()).toEqual(before);
  });

  test("leaves what a newer version wrote, and says so", async () => {
    const newer = { ...testBundle({ seed: 3 }), schemaVersion: 99 };
    const id = documentId(newer);
    put(`bundles/${id}.json`, canonicalJson(newer));
    put(`bundles/${id}.receipt.json`, JSON.stringify(receipt));
    put(`bundles/${idOf(4)}.json`, canonicalJson(testBundle({ seed: 4 })));
    put(`bundles/${idOf(4)}.receipt.json`, JSON.stringify({ ...receipt, sequence: 5, mood: "good" }));
    for (let start = 0; start < 2; start++) {
      const { reports } = await recoverResults(open);
      expect(reports).toEqual([
        expect.stringMatching(
          new RegExp(`${idOf(4)}.receipt.json has fields of a newer version: .*"mood".*; left where it is`),
        ),
        expect.stringMatching(new RegExp(`${id}.json is of schema 99; .*; left where it is`)),
      ]);
    }
    expect(await listSetAside(open.files)).toEqual([]);
  });

  test("writes a lost or damaged receipt again from its row, and names a document that is gone", async () => {
    for (const seed of [0, 1, 2]) await upload(seed);
    const kept = [0, 1].map((seed) => readFileSync(pathOf(`bundles/${idOf(seed)}.receipt.json`), "utf8"));
    rmSync(pathOf(`bundles/${idOf(0)}.receipt.json`));
    put(`bundles/${idOf(1)}.receipt.json`, "");
    rmSync(pathOf(`bundles/${idOf(2)}.json`));
    const { reports } = await recoverResults(open);
    expect(reports).toEqual([
      expect.stringContaining(`bundles/${idOf(1)}.receipt.json is empty; moved to`),
      `bundles/${idOf(2)}.json is not there, though its rows are`,
    ]);
    const now = [0, 1].map((seed) => readFileSync(pathOf(`bundles/${idOf(seed)}.receipt.json`), "utf8"));
    const parsed = (texts: string[]) =>
      texts.map((text) => keptReceiptSchema.parse(JSON.parse(text)).sequence);
    expect(parsed(now)).toEqual(parsed(kept));
  });

  test("names some of the documents where all are gone, and counts the others", async () => {
    for (let seed = 0; seed < 22; seed++) await upload(seed);
    rmSync(pathOf("bundles"), { recursive: true });
    const { reports } = await recoverResults(open);
    expect(reports).toHaveLength(21);
    expect(reports.at(-1)).toBe("2 more files are not there; npm run db -- verify names them");
  });
});

describe("a decision's file", () => {
  const by = { holder: "tester", actor: "tester" };
  const withdraw = async (seed: number) => {
    await decide(open, { action: "withdraw", subject: idOf(seed), reason: "wrong data" }, by);
    const file = `decisions/${(await listKeptDecisions(open.files)).decisions.at(-1)?.id}.json`;
    return { file, text: readFileSync(pathOf(file), "utf8") };
  };
  const standings = async () =>
    (await open.db.select().from(results).orderBy(asc(results.sequence))).map(({ standing }) => standing);

  test("whose number another has is set aside, with that one's name, and the others hold", async () => {
    for (const seed of [0, 1]) await upload(seed);
    const first = await withdraw(0);
    const second = await withdraw(1);
    const { sequence } = JSON.parse(first.text);
    put(second.file, JSON.stringify({ ...JSON.parse(second.text), sequence }));
    await open.db.delete(decisions);
    const { reports } = await recoverResults(open);
    const [one, other] = [first, second].sort((a, b) => (a.file < b.file ? -1 : 1));
    expect(reports).toEqual([
      expect.stringMatching(
        `^${other?.file} has the number ${sequence}, which decision ${one?.file.slice(10, -5)} has; moved to`,
      ),
    ]);
    expect((await listKeptDecisions(open.files)).decisions).toHaveLength(1);
    expect((await recoverResults(open)).reports).toEqual([]);
    await decide(open, { action: "reinstate", subject: idOf(one === first ? 0 : 1), reason: "right" }, by);
    await forgetRows(open);
    expect((await recoverResults(open)).reports).toEqual([]);
    expect(await standings()).toEqual(["accepted", "accepted"]);
  });

  test("that was changed is not believed", async () => {
    await upload(0);
    const { file, text } = await withdraw(0);
    put(file, text.replace("withdraw", "reinstate"));
    await forgetRows(open);
    const { reports } = await recoverResults(open);
    expect(reports).toEqual([
      expect.stringMatching(`^${file} is decision [0-9a-f]{64} by what it says; moved to`),
    ]);
  });
});

describe("the order of arrival", () => {
  test("is the rows', also after a clock was set back and the database was lost", async () => {
    await upload(0, { receivedAt: "2026-11-23T00:00:00Z" });
    await insertResult(open, testBundle({ seed: 0, value: 60 }), {
      ...receipt,
      receivedAt: "2026-11-21T00:00:00Z",
    });
    const before = await stored();
    await forgetRows(open);
    await recoverResults(open);
    expect(await stored()).toEqual(before);
    await upload(5);
    const numbers = (await stored()).map(({ sequence }) => sequence);
    expect(Math.max(...numbers)).toBe(numbers.at(-1));
    expect(new Set(numbers).size).toBe(3);
  });

  test("of receipts without a number is that of their clock, before all that have one", async () => {
    await upload(0);
    for (const [seed, day] of [
      [1, 25],
      [2, 24],
    ]) {
      const bundle = testBundle({ seed: seed ?? 0 });
      put(`bundles/${documentId(bundle)}.json`, canonicalJson(bundle));
      put(
        `bundles/${documentId(bundle)}.receipt.json`,
        JSON.stringify({ ...receipt, receivedAt: `2026-11-${day}T00:00:00Z` }),
      );
    }
    await recoverResults(open);
    const order = [idOf(2), idOf(1), idOf(0)];
    expect((await stored()).map(({ id }) => id)).toEqual(order);
    const before = await stored();
    await forgetRows(open);
    await recoverResults(open);
    expect(await stored()).toEqual(before);
    await rebuildResults(open);
    expect(await stored()).toEqual(before);
  });
});

describe("a rebuild", () => {
  test("changes nothing where results would vanish, names them, and takes the count as leave", async () => {
    for (const seed of [0, 1, 2]) await upload(seed);
    rmSync(pathOf(`bundles/${idOf(0)}.json`));
    truncateSync(pathOf(`bundles/${idOf(1)}.json`), 100);
    const before = await stored();
    const refused = rebuildResults(open);
    await expect(refused).rejects.toThrow(RebuildLossError);
    await expect(refused).rejects.toThrow(/^2 would vanish, and --allow-loss says 0; nothing was changed:/);
    for (const id of [idOf(0), idOf(1)]) await expect(refused).rejects.toThrow(`result ${id}`);
    await expect(rebuildResults(open, 1)).rejects.toThrow("2 would vanish, and --allow-loss says 1");
    expect(await stored()).toEqual(before);
    await rebuildResults(open, 2);
    expect((await stored()).map(({ id }) => id)).toEqual([idOf(2)]);
  });
});
