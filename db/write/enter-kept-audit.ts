import { desc } from "drizzle-orm";
import type { OpenDatabase } from "../open/shared-database.ts";
import { auditLog } from "../schema.ts";
import { auditEntrySchema, auditFile, auditFolder, auditHash, auditMaxBytes } from "../store/audit-entry.ts";
import { damaged, type FileProblem, readKept } from "../store/kept-json.ts";
import { chainOlderEntries } from "./append-audit.ts";
import type { Writing } from "./rows-then-files.ts";

/** Entries after the newest row come back from their files, as far as they continue the chain. */
export async function enterKeptAudit(into: Writing, { files }: OpenDatabase): Promise<FileProblem[]> {
  const { tx } = into;
  await chainOlderEntries(into);
  let [head] = await tx.select().from(auditLog).orderBy(desc(auditLog.sequence)).limit(1);
  const newest = head ? auditFile(head.sequence) : "";
  const names = (await files.list(auditFolder)).map((name) => `${auditFolder}/${name}`);
  const problems: FileProblem[] = [];
  for (const name of names.filter((one) => one > newest)) {
    const read = await readKept(files, name, auditEntrySchema, auditMaxBytes);
    if (!read.ok) {
      problems.push(read.problem);
      continue;
    }
    const { value: entry } = read;
    const fits =
      auditFile(entry.sequence) === name &&
      auditHash(entry) === entry.sha256 &&
      entry.previousSha256 === (head?.sha256 ?? null);
    if (!fits) {
      problems.push(damaged(name, "does not continue the chain of the audit log"));
      continue;
    }
    [head] = await tx
      .insert(auditLog)
      .values({ ...entry, at: new Date(entry.at) })
      .returning();
  }
  return problems;
}
