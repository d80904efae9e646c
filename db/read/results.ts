import { and, asc, desc, eq, inArray, ne } from "drizzle-orm";
import type { BackboneCost, MetricId, ResampledUnit, TaskId } from "#contract";
import { type BackboneFacts, factsOfManifest } from "../derive/board/backbone-facts.ts";
import type { Board, BoardRow } from "../derive/board/board.ts";
import { imageInterval, type Source } from "../derive/board/cell.ts";
import type { Cohort } from "../derive/board/cohort.ts";
import { countAt, countedFacts } from "../derive/board/counted-facts.ts";
import { overallRanking } from "../derive/board-view/ranking.ts";
import { comparedWith, type ScorePlace, scorePlaces } from "../derive/board-view/score-places.ts";
import { compareText } from "../derive/compare-text.ts";
import type { CheckedFacts } from "../derive/door/checked-facts.ts";
import { groupBy } from "../derive/group-by.ts";
import type { HistoryEntry } from "../derive/history/backbone-history.ts";
import { shownCommand } from "../derive/shown-command.ts";
import type { Standing } from "../derive/standing.ts";
import { type Database, sharedDatabase } from "../open/shared-database.ts";
import { paperBackbones } from "../paper/paper.ts";
import { attestations, metricValues, type ResultDetails, results } from "../schema.ts";
import { readBundle, shelves } from "../store/bundles.ts";
import { backboneLabels, countedBackbones, currentBoard, currentCohorts, measuredFacts } from "./boards.ts";
import { checksOf } from "./checked-results.ts";
import { type DecisionEntry, withdrawals } from "./decisions.ts";
import { historyOf } from "./history.ts";
import { type KnownBackbone, knownBackbones } from "./known-backbones.ts";
import { byResult, isMetric, type MetricRow, taskOf } from "./metric-rows.ts";
import { ofNewestResults } from "./newest-state.ts";
import { type Reproduction, reproductionsOn } from "./reproductions.ts";
import { type StoredSpeed, storedSpeeds } from "./speed.ts";

export interface StoredSignature {
  /** Name of the key. */
  readonly signedBy: string;
  readonly signedAt: string;
}

/** One stored result with its provenance, for the backbone page. */
export interface StoredResult extends ResultDetails {
  readonly resampled: ResampledUnit;
  /** SHA-256 of the canonical bundle. */
  readonly id: string;
  readonly source: Source;
  /** null: no board shows it, since it waits, or another result of its cell counts. */
  readonly cohortId: string | null;
  readonly standing: Standing;
  /** Whose it is; null for the paper's. */
  readonly holder: string | null;
  readonly task: TaskId;
  readonly seed: number | null;
  readonly createdAt: string | null;
  readonly uploadedBy: string | null;
  /** By maintainers' keys that vouch for it today, the oldest first. */
  readonly signatures: readonly StoredSignature[];
  /** What stands behind it; null: printed in the paper. */
  readonly checks: CheckedFacts | null;
  readonly metrics: Partial<
    Record<
      MetricId,
      {
        value: number;
        /** 95 %, over resampled test images alone: one result is one seed. */
        interval: readonly [number, number] | null;
        /** Resamples on which the metric is not defined. */
        undefinedReplicates: number;
      }
    >
  >;
}

export interface BackboneBoard {
  readonly cohort: Cohort;
  readonly row: BoardRow;
  /** What other maintainers have measured again of it. */
  readonly reproductions: readonly Reproduction[];
  /** Where its main scores stand among all of the board. */
  readonly places: readonly ScorePlace[];
  /** Whom it is compared with at first; nobody on a board of its own. */
  readonly comparedWith: readonly { readonly id: string; readonly label: string }[];
}

export interface BackbonePage {
  readonly backbone: BackboneFacts;
  readonly results: readonly StoredResult[];
  /** Newest first, corrected ones included. */
  readonly speeds: readonly StoredSpeed[];
  /** What was withdrawn of it, newest first: said in its place, without its numbers. */
  readonly withdrawn: readonly DecisionEntry[];
  /** The boards that this backbone is on, each with its row. */
  readonly boards: readonly BackboneBoard[];
  /** Arithmetic of one image; null where the evaluator has no counts of this backbone. */
  readonly cost: BackboneCost | null;
  /** Does the paper print results of it? */
  readonly inPaper: boolean;
  /** Does the evaluator come with its manifest? */
  readonly isKnown: boolean;
  /** What happened to it on this site, newest first. */
  readonly history: readonly HistoryEntry[];
}

type ResultRow = typeof results.$inferSelect;

interface Surroundings {
  readonly values: readonly MetricRow[];
  readonly cohortId: string | null;
  readonly signatures: readonly StoredSignature[];
  readonly checks: CheckedFacts | null;
}

function storedResult(row: ResultRow, { values, ...placed }: Surroundings): StoredResult {
  const metrics: StoredResult["metrics"] = {};
  for (const { metric, value, replicates } of values) {
    if (!isMetric(metric)) continue;
    const interval = replicates && imageInterval(replicates);
    metrics[metric] = {
      value,
      interval: interval ? [interval.low, interval.high] : null,
      undefinedReplicates: replicates?.reduce((count, one) => count + Number(Number.isNaN(one)), 0) ?? 0,
    };
  }
  return {
    id: row.id,
    source: row.source,
    ...placed,
    standing: row.standing,
    holder: row.holder,
    task: taskOf(row.task),
    seed: row.seed,
    createdAt: row.createdAt?.toISOString() ?? null,
    uploadedBy: row.uploadedBy,
    metrics,
    ...row.details,
    provenance: shownProvenance(row.details),
    resampled: row.details.resampled ?? "images",
  };
}

/** The bundle itself, at its address, says the command as it was typed. */
function shownProvenance({ provenance }: ResultDetails): ResultDetails["provenance"] {
  return provenance && { ...provenance, command: shownCommand(provenance.command) };
}

const valuesOfResults = (db: Database, ids: readonly string[]) =>
  db
    .select()
    .from(metricValues)
    .where(inArray(metricValues.resultId, [...ids]));

async function storedResults(
  db: Database,
  backboneId: string,
  rows: readonly ResultRow[],
  valuesOf: ReadonlyMap<string, readonly MetricRow[]>,
): Promise<StoredResult[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const cohortOf = new Map(
    (await currentCohorts(db)).flatMap(({ cohort, resultIds }) => resultIds.map((id) => [id, cohort.id])),
  );
  const checks = await checksOf(db, backboneId, rows);
  const signaturesOf = groupBy(await signaturesAmong(db, ids), ({ resultId }) => resultId);
  return rows.map((row) =>
    storedResult(row, {
      values: valuesOf.get(row.id) ?? [],
      cohortId: cohortOf.get(row.id) ?? null,
      checks: checks.get(row.id) ?? null,
      signatures: (signaturesOf.get(row.id) ?? []).map(({ signedBy, signedAt }) => ({
        ...{ signedBy, signedAt: signedAt.toISOString() },
      })),
    }),
  );
}

/**
 * A backbone with all its results, newest first, those that no board shows included; without any where only its manifest is here.
 * null: no such backbone.
 */
export async function backbonePage(
  backboneId: string,
  db: Database = sharedDatabase().db,
): Promise<BackbonePage | null> {
  const facts = await measuredFacts(db);
  const known = knownBackbones().get(backboneId);
  const measured = facts.get(backboneId);
  const backbone = measured
    ? { ...measured, manifest: measured.manifest ?? known?.manifest ?? null }
    : known && (await knownFacts(db, known));
  if (!backbone) return null;
  return ofNewestResults(db, `backbone ${backboneId}`, () => pageOf(db, backbone));
}

/** Of a backbone that nobody has measured. */
async function knownFacts(db: Database, { manifest, cost }: KnownBackbone): Promise<BackboneFacts> {
  const labels = await ofNewestResults(db, "labels", () => backboneLabels(db));
  const label = labels.get(manifest.id) ?? manifest.label;
  return { ...factsOfManifest(manifest), ...countedFacts(cost, manifest.inputSize), label };
}

/** Backbones that the evaluator comes with and that the site has no accepted result of, by label. */
export async function awaitingBackbones(
  db: Database = sharedDatabase().db,
): Promise<readonly BackboneFacts[]> {
  const counted = await countedBackbones(db);
  const awaiting = [...knownBackbones().values()].filter(({ manifest }) => !counted.has(manifest.id));
  const shown = await Promise.all(awaiting.map((known) => knownFacts(db, known)));
  return shown.sort((a, b) => compareText(a.label, b.label));
}

async function pageOf(db: Database, backbone: BackboneFacts): Promise<BackbonePage> {
  const backboneId = backbone.id;
  const rows = await db
    .select()
    .from(results)
    .where(and(eq(results.backboneId, backboneId), ne(results.standing, "withdrawn")))
    .orderBy(desc(results.sequence));
  const own = new Set(rows.map(({ id }) => id));
  const cohorts = (await currentCohorts(db)).filter(({ resultIds }) => resultIds.some((id) => own.has(id)));
  const values = rows.length === 0 ? [] : await valuesOfResults(db, [...own]);
  const valuesOf = byResult(values);
  const boards: BackboneBoard[] = [];
  for (const { cohort } of cohorts) {
    const found = await currentBoard(db, cohort.id);
    const row = found?.rows.find((one) => one.backbone.id === backboneId);
    if (!found || !row) continue;
    boards.push({
      ...{ cohort, row, comparedWith: comparedOn(found, backboneId) },
      reproductions: reproductionsOn({ row, statistics: found.statistics }, { rows, valuesOf }),
      places: scorePlaces(found.rows, backboneId),
    });
  }
  return {
    backbone,
    results: await storedResults(db, backboneId, rows, valuesOf),
    speeds: (await storedSpeeds(db, backboneId)).filter(({ standing }) => standing !== "withdrawn"),
    withdrawn: (await withdrawals(db)).filter(({ thing }) => thing?.backboneId === backboneId),
    boards,
    cost: countAt(backbone.inputSizePixels, knownBackbones().get(backboneId)?.cost),
    inPaper: paperBackbones().some(({ id }) => id === backboneId),
    isKnown: knownBackbones().has(backboneId),
    history: await historyOf(db, backboneId),
  };
}

function comparedOn(board: Board, backboneId: string): BackboneBoard["comparedWith"] {
  const ranked = overallRanking(board).map(({ backbone: { id, label } }) => ({ id, label }));
  const ids = ranked.map(({ id }) => id);
  return comparedWith(ids, backboneId).flatMap((id) => ranked[ids.indexOf(id)] ?? []);
}

function signaturesAmong(db: Database, ids: readonly string[]) {
  const { resultId, signedBy, signedAt, receivedAt } = attestations;
  return db
    .select({ resultId, signedBy, signedAt })
    .from(attestations)
    .where(inArray(resultId, [...ids]))
    .orderBy(asc(receivedAt));
}

/** Maintainers' signatures of a result that count, the oldest first. */
export async function attestationsOf(resultId: string, db: Database = sharedDatabase().db) {
  const { signedBy, signedAt, receivedAt, envelope } = attestations;
  return db
    .select({ signedBy, signedAt, receivedAt, envelope })
    .from(attestations)
    .where(eq(attestations.resultId, resultId))
    .orderBy(asc(attestations.receivedAt));
}

/** The canonical bundle as it was accepted; null for the paper's results and unknown ids. */
export async function bundleText(id: string): Promise<string | null> {
  return readBundle(sharedDatabase().files, shelves.bundle, id);
}
