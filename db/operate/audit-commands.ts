import { parseArgs } from "node:util";
import { auditEntries } from "../read/audit.ts";
import { formatHead, parseHead, verifyAudit } from "../verify/audit-chain.ts";
import { type Command, print, UsageError } from "./command.ts";
import { withDatabase } from "./with-database.ts";

function momentOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const moment = new Date(text);
  if (!Number.isNaN(moment.getTime())) return moment;
  throw new UsageError(`--since ${text}; expected a date such as 2026-11-26 or 2026-11-26T08:00:00Z`);
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1_000_000) return limit;
  throw new UsageError(`--limit ${text}; expected a whole number from 1 to 1000000`);
}

type Row = Awaited<ReturnType<typeof auditEntries>>[number];

const lineOf = ({ sequence, at, actor, action, subject, details }: Row) =>
  `${sequence}  ${at.toISOString()}  ${actor}  ${action}  ${subject}  ${JSON.stringify(details)}`;

async function list(parameters: string[]): Promise<void> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: parameters,
    options: {
      ...{ since: text, actor: text, action: text, subject: text },
      limit: { type: "string", default: "100" },
      json: { type: "boolean", default: false },
    },
  });
  const { actor, action, subject } = values;
  const asked = { since: momentOf(values.since), actor, action, subject, limit: limitOf(values.limit) };
  await withDatabase(async ({ db }) => {
    const rows = (await auditEntries(db, asked)).reverse();
    if (values.json) print(JSON.stringify({ entries: rows }));
    else for (const row of rows) print(lineOf(row));
  });
}

async function verify(parameters: string[]): Promise<void> {
  const { values } = parseArgs({
    args: parameters,
    options: { head: { type: "string" }, json: { type: "boolean", default: false } },
  });
  const known = values.head === undefined ? null : parseHead(values.head);
  if (values.head !== undefined && !known) {
    throw new UsageError(`--head ${values.head}; expected NUMBER:SHA256 as this command printed it`);
  }
  await withDatabase(async (open) => {
    const { entries, head, problems } = await verifyAudit(open, known);
    const newest = head && formatHead(head);
    if (values.json) print(JSON.stringify({ entries, head: newest, problems }));
    else {
      for (const problem of problems) print(problem);
      const count = `${problems.length} ${problems.length === 1 ? "problem" : "problems"}`;
      print(`${entries} entries, ${problems.length === 0 ? "one chain" : count}; head ${newest ?? "none"}`);
    }
    if (problems.length > 0) process.exitCode = 1;
  });
}

export const auditCommands: readonly Command[] = [
  {
    usage: "audit list [--since DATE] [--actor WHO] [--action WHAT] [--subject ID] [--limit 100] [--json]",
    summary: "who did what and who was refused, the newest last",
    run: list,
  },
  {
    usage: "audit verify [--head NUMBER:SHA256] [--json]",
    summary:
      "find changed, removed, inserted and reordered entries, and an end cut off after a head that you know",
    run: verify,
  },
];
