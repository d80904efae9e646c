import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OpenDatabase } from "../open/shared-database.ts";
import { auditEntries } from "../read/audit.ts";
import { auditLog } from "../schema.ts";
import { auditEntrySchema, auditHash } from "../store/audit-entry.ts";
import { folderStore } from "../store/file-store.ts";
import { openTestDatabase } from "../test/database.ts";
import { appendAudit } from "../write/append-audit.ts";
import { recoverResults } from "../write/recover.ts";
import { rowsThenFiles } from "../write/rows-then-files.ts";
import { formatHead, parseHead, verifyAudit } from "./audit-chain.ts";

let folder: string;
let open: OpenDatabase;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-audit-"));
  open = await openTestDatabase(folder);
  // As a version without a chain left them.
  for (const sequence of [1, 3]) {
    await open.db.insert(auditLog).values({
      ...{ sequence, at: new Date(sequence), actor: "operator", action: "create token" },
      ...{ subject: "k3x9q0c2ab", details: { expiresAt: null } },
    });
  }
  for (const subject of ["a", "b\0\ud800", "c"]) await append(subject);
}, 60_000);

afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true });
});

const append = (subject: string) =>
  rowsThenFiles(open, (into) =>
    appendAudit(into, { at: new Date(5), actor: "ada", action: "add result", subject, details: { subject } }),
  );

/** Damages a copy of the log's files; what the verifier then says. */
async function afterwards(change: (audit: string, names: string[]) => void): Promise<string[]> {
  const copy = mkdtempSync(join(tmpdir(), "leaderboard-audit-copy-"));
  cpSync(folder, copy, { recursive: true });
  const audit = join(copy, "audit");
  change(audit, readdirSync(audit).sort());
  const { problems } = await verifyAudit({ db: open.db, files: folderStore(copy) });
  rmSync(copy, { recursive: true });
  return problems;
}

describe("the chain", () => {
  test("holds, from entries of before there was one to the newest", async () => {
    const { entries, head, problems } = await verifyAudit(open);
    expect({ entries, problems }).toEqual({ entries: 5, problems: [] });
    expect(head?.sequence).toBe(6);
    expect(parseHead(formatHead(head ?? { sequence: 0, sha256: "" }))).toMatchObject({ sequence: 6 });
    expect((await verifyAudit(open, head)).problems).toEqual([]);
    const [second] = await auditEntries(open.db, { limit: 1, before: 6, actor: "ada" });
    expect(second?.subject).toBe("b\uFFFD\uFFFD");
    expect(await auditEntries(open.db, { limit: 9, since: new Date(4) })).toHaveLength(3);
  });

  test("shows a changed entry, also one whose hash was made to fit", async () => {
    const change = (file: string, rehash: boolean) => {
      const entry = { ...auditEntrySchema.parse(JSON.parse(readFileSync(file, "utf8"))), actor: "eve" };
      writeFileSync(file, JSON.stringify(rehash ? { ...entry, sha256: auditHash(entry) } : entry));
    };
    expect(await afterwards((audit, names) => change(join(audit, names[2] ?? ""), false))).toContain(
      "entry 4 was changed after it was written",
    );
    expect(await afterwards((audit, names) => change(join(audit, names[2] ?? ""), true))).toEqual([
      expect.stringContaining("entry 5 does not follow what stands before it, after entry 4"),
      "entry 4 has a row that differs from its file",
    ]);
  });

  test("shows a removed, an inserted and a reordered entry", async () => {
    expect(await afterwards((audit, names) => rmSync(join(audit, names[2] ?? "")))).toEqual([
      expect.stringContaining("entry 5 does not follow what stands before it, after entry 3"),
      "entry 4 has a row and no good file",
    ]);
    const inserted = await afterwards((audit, names) => {
      const entry = auditEntrySchema.parse(JSON.parse(readFileSync(join(audit, names[1] ?? ""), "utf8")));
      const forged = { ...entry, sequence: 2, previousSha256: entry.previousSha256 };
      writeFileSync(
        join(audit, "000000000002.json"),
        JSON.stringify({ ...forged, sha256: auditHash(forged) }),
      );
    });
    expect(inserted).toEqual([
      expect.stringContaining("entry 3 does not follow what stands before it, after entry 2"),
      "entry 2 has a file and no row",
    ]);
    const reordered = await afterwards((audit, names) => {
      renameSync(join(audit, names[3] ?? ""), join(audit, "x.json"));
      renameSync(join(audit, names[2] ?? ""), join(audit, names[3] ?? ""));
      renameSync(join(audit, "x.json"), join(audit, names[2] ?? ""));
    });
    expect(reordered).toEqual(
      expect.arrayContaining(["audit/000000000004.json is entry 5", "audit/000000000005.json is entry 4"]),
    );
  });

  test("shows an end that was cut off, from rows as well, by a head that is known", async () => {
    const { head } = await verifyAudit(open);
    const [row] = await open.db.select().from(auditLog).where(eq(auditLog.sequence, 6));
    const file = join(folder, "audit", "000000000006.json");
    const text = readFileSync(file, "utf8");
    await open.db.delete(auditLog).where(eq(auditLog.sequence, 6));
    rmSync(file);
    expect((await verifyAudit(open)).problems).toEqual([]);
    expect((await verifyAudit(open, head)).problems).toEqual([
      `entry 6 was known as ${row?.sha256}, and is gone: the end was cut off`,
    ]);
    writeFileSync(file, text);
    await recoverResults(open);
    expect((await verifyAudit(open, head)).problems).toEqual([]);
  });
});
