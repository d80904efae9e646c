import { ne, sql } from "drizzle-orm";
import { servingLock } from "../open/serving-lock.ts";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import {
  attestations,
  backbones,
  metricValues,
  resultDocuments,
  results,
  speedMeasurements,
} from "../schema.ts";
import type { FileProblem } from "../store/kept-json.ts";
import { appendAudit } from "./append-audit.ts";
import { enterAllKept } from "./enter-all-kept.ts";
import type { Entered } from "./enter-kept.ts";
import { judgeSignatures } from "./judge-signatures.ts";
import { rowsThenFilesAlone } from "./rows-then-files.ts";
import { seedPaper } from "./seed.ts";
import { takeSnapshot } from "./take-snapshot.ts";

/** A rebuild that was asked to lose nothing, or so much, and would lose something else. Nothing was changed. */
export class RebuildLossError extends Error {
  override readonly name = "RebuildLossError";
}

/** Servers are on the database: what they keep of it would not be true any more. */
export class ServedDatabaseError extends Error {
  override readonly name = "ServedDatabaseError";
}

/** The embedded database is nobody else's anyway; on PostgreSQL each server holds its share of a lock. */
async function refuseWhileServed(tx: Database): Promise<void> {
  const [taken] = await tx
    .select({ alone: sql<boolean>`pg_try_advisory_xact_lock(${servingLock})` })
    .from(sql`(select 1) as one`);
  if (taken?.alone) return;
  throw new ServedDatabaseError("a server is running on this database; stop every server, then rebuild");
}

/** Names of everything that files make rows of, such as "result 3f5a...". */
async function enteredNames(tx: Database): Promise<string[]> {
  const signature = sql<string>`${attestations.signedBy} || ' of result ' || ${attestations.resultId}`;
  const named = [
    ["result", await tx.select({ id: results.id }).from(results).where(ne(results.source, "paper"))],
    ["speed measurement", await tx.select({ id: speedMeasurements.id }).from(speedMeasurements)],
    ["document", await tx.select({ id: resultDocuments.id }).from(resultDocuments)],
    ["signature by", await tx.select({ id: signature }).from(attestations)],
  ] as const;
  return named.flatMap(([noun, rows]) => rows.map(({ id }) => `${noun} ${id}`));
}

const shownLosses = 50;

function lossError(lost: readonly string[], allowed: number, problems: readonly FileProblem[]) {
  const more = lost.length - shownLosses;
  return new RebuildLossError(
    [
      `${lost.length} would vanish, and --allow-loss says ${allowed}; nothing was changed:`,
      ...lost.slice(0, shownLosses).map((name) => `  ${name}`),
      ...(more > 0 ? [`  and ${more} more`] : []),
      ...problems.map(({ file, reason }) => `  ${file} ${reason}`),
    ].join("\n"),
  );
}

/**
 * Forgets every result, speed, document, signature and backbone, then reads the paper and every kept file again; all or
 * nothing. Tokens, audit log and older snapshots stay.
 *
 * @param allowLoss how many are meant to vanish, for their files were taken away
 * @throws RebuildLossError where others or more would
 * @throws ServedDatabaseError while a server is on the database
 */
export function rebuildResults(open: OpenDatabase, allowLoss = 0): Promise<Entered> {
  return rowsThenFilesAlone(open, async (into) => {
    const { tx } = into;
    await refuseWhileServed(tx);
    // What only the keys take away is no loss of a file.
    await judgeSignatures(tx, open);
    const before = await enteredNames(tx);
    const tables = [attestations, resultDocuments, metricValues, results, speedMeasurements, backbones];
    for (const table of tables) await tx.delete(table);
    await seedPaper(tx);
    const entered = await enterAllKept(into, open);
    const after = new Set(await enteredNames(tx));
    const lost = before.filter((name) => !after.has(name));
    if (lost.length !== allowLoss) throw lossError(lost, allowLoss, entered.problems);
    const now = new Date();
    await takeSnapshot(into, now);
    await appendAudit(into, {
      ...{ at: now, actor: "operator", action: "rebuild", subject: "database" },
      details: { added: entered.added, lost: lost.length },
    });
    return entered;
  });
}
