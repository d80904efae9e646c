import type { OpenDatabase } from "../open/shared-database.ts";
import { auditFolder } from "../store/audit-entry.ts";
import { shelves } from "../store/bundles.ts";
import { decisionFolder } from "../store/decisions.ts";
import type { FileStore } from "../store/file-store.ts";
import { damaged, type FileProblem } from "../store/kept-json.ts";
import { isPictureName, pictureFolder } from "../store/pictures.ts";
import { type SetAside, setAside } from "../store/quarantine.ts";
import { snapshotFolder } from "../store/snapshot-file.ts";
import { tokenFolder } from "../store/tokens.ts";
import { appendAudit } from "./append-audit.ts";
import { recoverDecisions } from "./decide.ts";
import { enterAllKept } from "./enter-all-kept.ts";
import type { Entered } from "./enter-kept.ts";
import { enterKeptAudit } from "./enter-kept-audit.ts";
import { enterKeptSnapshots } from "./enter-kept-snapshots.ts";
import { rowsThenFilesAlone, type Writing } from "./rows-then-files.ts";
import { takeSnapshot } from "./take-snapshot.ts";
import { recoverTokens } from "./tokens.ts";

export interface Recovery extends Omit<Entered, "problems"> {
  /** A line for each file that is not as it should be, and what was done with it. */
  readonly reports: readonly string[];
}

const folders = [
  ...Object.values(shelves),
  ...[pictureFolder, auditFolder, snapshotFolder, tokenFolder, decisionFolder],
];

/** What lies in the folders and is none of the site's files. */
export async function strays(files: FileStore): Promise<FileProblem[]> {
  const found: FileProblem[] = [];
  for (const folder of folders) {
    for (const name of await files.strays(folder)) {
      found.push(damaged(`${folder}/${name}`, "is none of the site's files, or was never finished"));
    }
  }
  const others = (await files.list(pictureFolder)).filter((name) => !isPictureName(name));
  return [...found, ...others.map((name) => damaged(`${pictureFolder}/${name}`, "is no picture's name"))];
}

const toldMissing = 20;

/** A line for each document that is gone, up to some: with another folder or bucket than before, all of them are. */
function missingReports(problems: readonly FileProblem[]): string[] {
  const missing = problems.filter(({ kind }) => kind === "missing");
  const more = missing.length - toldMissing;
  return [
    ...missing.slice(0, toldMissing).map(({ file, reason }) => `${file} ${reason}`),
    ...(more > 0 ? [`${more} more files are not there; npm run db -- verify names them`] : []),
  ];
}

/** Damaged files go where nobody reads them; what cannot be moved is told and stays. */
async function moveDamaged(
  { files }: OpenDatabase,
  problems: readonly FileProblem[],
  now: Date,
): Promise<{ readonly moved: SetAside[]; readonly reports: string[] }> {
  const moved: SetAside[] = [];
  const reports: string[] = [];
  for (const problem of problems) {
    const { file, reason, kind } = problem;
    if (kind === "newer") reports.push(`${file} ${reason}; left where it is`);
    if (kind !== "damaged") continue;
    try {
      const aside = await setAside(files, problem, now);
      moved.push(aside);
      reports.push(`${file} ${reason}; moved to ${aside.movedTo}`);
    } catch (error) {
      reports.push(`${file} ${reason}; cannot be moved: ${error instanceof Error ? error.message : error}`);
    }
  }
  return { moved, reports: [...reports, ...missingReports(problems)] };
}

const listedInAudit = 100;

async function auditRecovery(into: Writing, added: number, moved: readonly SetAside[], at: Date) {
  const by = { at, actor: "site", subject: "files" };
  if (added > 0) await appendAudit(into, { ...by, action: "enter kept files", details: { added } });
  if (moved.length === 0) return;
  const files = moved.slice(0, listedInAudit).map(({ file, reason }) => ({ file, reason }));
  await appendAudit(into, { ...by, action: "set files aside", details: { count: moved.length, files } });
}

/**
 * At start, whatever a crash or a damaged disk left: files whose rows were lost are entered, receipts that rows know are
 * written again, what is broken is set aside and told. Nothing in the files keeps the site from starting.
 */
export function recoverResults(open: OpenDatabase, now = new Date()): Promise<Recovery> {
  return rowsThenFilesAlone(open, async (into) => {
    const problems = [
      ...(await strays(open.files)),
      ...(await enterKeptAudit(into, open)),
      ...(await recoverTokens(into, open)),
      ...(await recoverDecisions(into, open)),
      ...(await enterKeptSnapshots(into, open)),
    ];
    const { files, added, problems: found } = await enterAllKept(into, open);
    await takeSnapshot(into, now);
    const { moved, reports } = await moveDamaged(open, [...problems, ...found], now);
    await auditRecovery(into, added, moved, now);
    return { files, added, reports };
  });
}
