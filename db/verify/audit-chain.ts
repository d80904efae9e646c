import { asc } from "drizzle-orm";
import { canonicalJson } from "#contract";
import type { OpenDatabase } from "../open/shared-database.ts";
import { auditLog } from "../schema.ts";
import {
  type AuditEntry,
  auditEntrySchema,
  auditFile,
  auditFolder,
  auditHash,
  auditMaxBytes,
} from "../store/audit-entry.ts";
import { inTurn } from "../store/in-turn.ts";
import { readKept } from "../store/kept-json.ts";

/** The newest entry of the audit log, by which everything before it is known. */
export interface AuditHead {
  readonly sequence: number;
  readonly sha256: string;
}

/** "12:3f5a...", as it is printed and given. */
export const formatHead = ({ sequence, sha256 }: AuditHead) => `${sequence}:${sha256}`;

/** null: no such head. */
export function parseHead(text: string): AuditHead | null {
  const [, sequence, sha256] = /^(\d{1,12}):([0-9a-f]{64})$/.exec(text) ?? [];
  return sequence && sha256 ? { sequence: Number(sequence), sha256 } : null;
}

/** Entries in the order of their numbers -> where they are no chain. */
export function chainProblems(entries: readonly AuditEntry[]): string[] {
  const problems: string[] = [];
  let before: AuditEntry | undefined;
  for (const entry of entries) {
    if (auditHash(entry) !== entry.sha256)
      problems.push(`entry ${entry.sequence} was changed after it was written`);
    if (entry.previousSha256 !== (before?.sha256 ?? null)) {
      const place = before ? `after entry ${before.sequence}` : "the first one";
      problems.push(
        `entry ${entry.sequence} does not follow what stands before it, ${place}: entries were removed, inserted or put in another order there`,
      );
    }
    before = entry;
  }
  return problems;
}

function headProblem(entries: readonly AuditEntry[], known: AuditHead | null): string[] {
  if (!known) return [];
  const found = entries.find(({ sequence }) => sequence === known.sequence);
  if (found?.sha256 === known.sha256) return [];
  const what = found ? `is ${found.sha256}` : "is gone: the end was cut off";
  return [`entry ${known.sequence} was known as ${known.sha256}, and ${what}`];
}

/** The chain as the files have it, and what does not hold: in them, against the rows, against a head known from before. */
export async function verifyAudit(
  { db, files }: Pick<OpenDatabase, "db" | "files">,
  known: AuditHead | null = null,
): Promise<{ readonly entries: number; readonly head: AuditHead | null; readonly problems: string[] }> {
  const problems: string[] = [];
  const names = (await files.list(auditFolder)).map((name) => `${auditFolder}/${name}`);
  const read = await inTurn(names, (name) => readKept(files, name, auditEntrySchema, auditMaxBytes));
  const entries: AuditEntry[] = [];
  for (const [index, one] of read.entries()) {
    const name = names[index] ?? "";
    if (!one.ok) problems.push(`${name} ${one.problem.reason}`);
    else if (auditFile(one.value.sequence) !== name) problems.push(`${name} is entry ${one.value.sequence}`);
    else entries.push(one.value);
  }
  problems.push(...chainProblems(entries), ...headProblem(entries, known));
  const unseen = new Map(entries.map((entry) => [entry.sequence, entry]));
  for (const row of await db.select().from(auditLog).orderBy(asc(auditLog.sequence))) {
    const entry = unseen.get(row.sequence);
    unseen.delete(row.sequence);
    if (!entry) problems.push(`entry ${row.sequence} has a row and no good file`);
    else if (canonicalJson({ ...row, at: row.at.toISOString() }) !== canonicalJson(entry)) {
      problems.push(`entry ${row.sequence} has a row that differs from its file`);
    }
  }
  for (const sequence of unseen.keys()) problems.push(`entry ${sequence} has a file and no row`);
  const newest = entries.at(-1);
  return { entries: entries.length, head: newest ?? null, problems };
}
