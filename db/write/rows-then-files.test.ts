import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asc } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import type { OpenDatabase } from "../open/shared-database.ts";
import { auditLog, backbones, metricValues, results } from "../schema.ts";
import { auditEntrySchema, auditHash } from "../store/audit-entry.ts";
import { shelves, takeInventory } from "../store/bundles.ts";
import { testBundle } from "../test/bundle.ts";
import { maintainerReceipt } from "../test/receipt.ts";
import { openTestSite } from "../test/site.ts";
import { insertResult } from "./insert-result.ts";

const { folder, open } = await openTestSite("files");

const receiptOf = (uploadedBy: string) => maintainerReceipt(0, uploadedBy);

/** Its files go wrong once their names hold `part`. */
const failingAt = (part: string): OpenDatabase => ({
  ...open,
  files: {
    ...open.files,
    write: (name, content) =>
      name.includes(part) ? Promise.reject(new Error("disk full")) : open.files.write(name, content),
  },
});

describe("rows, then files", () => {
  test("of two who bring the same bundle at once, row, receipt and audit log name one and the same", async () => {
    for (let seed = 0; seed < 8; seed++) {
      const bundle = testBundle({ seed });
      const outcomes = await Promise.all([
        insertResult(open, bundle, receiptOf("ada")),
        insertResult(open, bundle, receiptOf("grace")),
      ]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(["created", "existing"]);
    }
    const rows = await open.db.select().from(results).orderBy(asc(results.sequence));
    const { kept } = await takeInventory(open.files, shelves.bundle);
    expect(kept.map(({ id, receipt }) => [id, receipt.uploadedBy, receipt.sequence])).toEqual(
      rows.map(({ id, uploadedBy, sequence }) => [id, uploadedBy, sequence]),
    );
    const log = await open.db.select().from(auditLog).orderBy(asc(auditLog.sequence));
    expect(log.map(({ actor, subject }) => [actor, subject])).toEqual(
      rows.map(({ id, uploadedBy }) => [uploadedBy, id]),
    );
  });

  test("a file that can't be written leaves neither rows nor other files", async () => {
    for (const part of [".receipt.json", "bundles/", "audit/"]) {
      const failed = insertResult(failingAt(part), testBundle(), receiptOf("ada"));
      await expect(failed).rejects.toThrow("disk full");
      for (const table of [results, metricValues, backbones, auditLog]) {
        expect(await open.db.select().from(table)).toEqual([]);
      }
      for (const shelf of ["bundles", "audit"]) expect(await open.files.list(shelf)).toEqual([]);
    }
  });

  test("what is refused writes no file", async () => {
    await insertResult(open, testBundle(), receiptOf("ada"));
    const files = await open.files.list(shelves.bundle);
    const writing = failingAt("");
    const other = testBundle({ seed: 1, manifest: { featureDim: 384 } });
    expect(await insertResult(writing, other, receiptOf("grace"))).toMatchObject({ status: "conflict" });
    expect(await insertResult(writing, { ...testBundle(), seed: -1 }, receiptOf("grace"))).toMatchObject({
      status: "invalid",
    });
    expect(await insertResult(writing, testBundle(), receiptOf("grace"))).toMatchObject({
      status: "existing",
    });
    expect(await open.files.list(shelves.bundle)).toEqual(files);
  });

  test("entries of the audit log are files that are linked by their hashes", async () => {
    for (let seed = 0; seed < 3; seed++) await insertResult(open, testBundle({ seed }), receiptOf("ada"));
    const names = await open.files.list("audit");
    const entries = names.map((name) =>
      auditEntrySchema.parse(JSON.parse(readFileSync(join(folder, "audit", name), "utf8"))),
    );
    expect(entries.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(entries.map(({ previousSha256 }) => previousSha256)).toEqual([
      null,
      entries[0]?.sha256,
      entries[1]?.sha256,
    ]);
    for (const entry of entries) expect(entry.sha256).toBe(auditHash(entry));
  });
});
