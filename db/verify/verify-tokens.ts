import { canonicalJson } from "#contract";
import type { OpenDatabase } from "../open/shared-database.ts";
import { decisions, uploadTokens } from "../schema.ts";
import { decisionFile, listKeptDecisions } from "../store/decisions.ts";
import type { FileProblem } from "../store/kept-json.ts";
import { listKeptTokens, tokenFile } from "../store/tokens.ts";
import { keptDecision } from "../write/decide.ts";
import { keptForm } from "../write/tokens.ts";
import type { Verified } from "./difference.ts";

type Open = Pick<OpenDatabase, "db" | "files">;

/** Files and rows that should say the same, by the files' names. */
function compared(
  kept: ReadonlyMap<string, unknown>,
  rows: ReadonlyMap<string, unknown>,
  problems: readonly FileProblem[],
): Verified {
  const differences = problems.map(({ file, reason }) => ({ subject: file, difference: reason }));
  const told = new Set(problems.map(({ file }) => file));
  for (const subject of new Set([...kept.keys(), ...rows.keys()])) {
    const [file, row] = [kept.get(subject), rows.get(subject)];
    if (file === undefined && told.has(subject)) continue;
    if (file === undefined) differences.push({ subject, difference: "is not there, though its row is" });
    else if (row === undefined) differences.push({ subject, difference: "has no row" });
    else if (canonicalJson(file) !== canonicalJson(row)) {
      differences.push({ subject, difference: "differs from its row" });
    }
  }
  return { files: kept.size, differences };
}

export async function verifyTokens({ db, files }: Open): Promise<Verified> {
  const { tokens, problems } = await listKeptTokens(files);
  const rows = await db.select().from(uploadTokens);
  return compared(
    new Map(tokens.map((token) => [tokenFile(token.id), token])),
    new Map(rows.map((row) => [tokenFile(row.id), keptForm(row)])),
    problems,
  );
}

export async function verifyDecisions({ db, files }: Open): Promise<Verified> {
  const { decisions: kept, problems } = await listKeptDecisions(files);
  const rows = await db.select().from(decisions);
  return compared(
    new Map(kept.map((decision) => [decisionFile(decision.id), decision])),
    new Map(rows.map((row) => [decisionFile(row.id), keptDecision(row)])),
    problems,
  );
}
