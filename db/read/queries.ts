import { and, inArray } from "drizzle-orm";
import type { PublishedKey } from "#contract";
import type { BackboneFacts } from "../derive/board/backbone-facts.ts";
import type { Board } from "../derive/board/board.ts";
import type { Cohort, CohortMembers } from "../derive/board/cohort.ts";
import { isOwnKind } from "../derive/board/cohort-kind.ts";
import { overallRanking } from "../derive/board-view/ranking.ts";
import { type ChoiceOption, choiceOptions } from "../derive/choice/option.ts";
import { type ClaimsReport, claimsReport } from "../derive/claims/claims-report.ts";
import { type ExternalScores, externalComparisons } from "../derive/claims/external.ts";
import { type ClassComparison, classComparisons } from "../derive/class-comparison.ts";
import { compareText } from "../derive/compare-text.ts";
import { type Comparison, comparisonOf } from "../derive/comparison.ts";
import { type FewBackbones, fewBackbones } from "../derive/variants/few-backbones.ts";
import {
  type ReadoutSizes,
  type RelativeSizes,
  readoutSizeFigures,
  relativeSizeFigures,
} from "../derive/variants/readout-sizes.ts";
import {
  comparableVariants,
  type PrintedBase,
  type VariantBoard,
  type VariantKind,
  type VariantTable,
  variantTable,
} from "../derive/variants/variant-table.ts";
import { type Database, sharedDatabase } from "../open/shared-database.ts";
import { externalScores, paperVariants } from "../paper/paper.ts";
import { results } from "../schema.ts";
import { readBundle, shelves } from "../store/bundles.ts";
import { publishedKeys } from "../store/maintainer-keys.ts";
import { boardResults } from "./board-numbers.ts";
import { countedBackbones, currentBoard, currentCohorts } from "./boards.ts";
import { knownBackbones } from "./known-backbones.ts";
import { taskOf } from "./metric-rows.ts";
import { newestStateOf, ofNewestResults } from "./newest-state.ts";
import { boardOfSnapshot } from "./snapshots.ts";
import { currentSpeeds, type StoredSpeed, storedSpeeds } from "./speed.ts";

export { listEntries } from "./backbone-list.ts";
export { decisionLog, queue, tombstone } from "./decisions.ts";
export {
  cohortsWithDocuments,
  documentsOfCohort,
  documentText,
  listDocuments,
  shownPictures,
} from "./documents.ts";
export { progress } from "./progress.ts";
export { attestationsOf, awaitingBackbones, backbonePage, bundleText } from "./results.ts";
export { boardOfSnapshot, diffSnapshots, listSnapshots, newestResults, snapshot } from "./snapshots.ts";
export { uploads } from "./uploads.ts";

/** Named reads: no cookies, no JSX. The page's own reads need no argument; tests and tools pass their database. */

/** Public keys of maintainers as they are now, by name. */
export function maintainerKeys(): PublishedKey[] {
  return publishedKeys(sharedDatabase().maintainers.read());
}

/** Changes whenever an answer may have: for what is kept of it. */
export async function newestState(db: Database = sharedDatabase().db): Promise<string> {
  return (await newestStateOf(db)).everything;
}

/** Every cohort with results: main settings before variants, the paper first. */
export async function listCohorts(db: Database = sharedDatabase().db): Promise<Cohort[]> {
  return (await currentCohorts(db)).map(({ cohort }) => cohort);
}

export interface BoardAt {
  readonly board: Board;
  /** Those that the page has, the first of them at its shortest address. */
  readonly cohorts: readonly Cohort[];
}

/**
 * The board that the end of an address asks for: no segment means the first cohort, one segment a cohort's id; null: there
 * is none.
 *
 * @param among own data has a task that no other board has
 */
export async function boardAt(
  segments: readonly string[],
  among: "all" | "protocol",
  db: Database = sharedDatabase().db,
): Promise<BoardAt | null> {
  const all = await listCohorts(db);
  const cohorts = among === "all" ? all : all.filter(({ kind }) => !isOwnKind(kind));
  const asked = segments.length === 0 ? cohorts[0] : cohorts.find(({ id }) => id === segments[0]);
  const found = asked && segments.length < 2 ? await currentBoard(db, asked.id) : null;
  return found && { board: found, cohorts };
}

/** null: no such cohort. */
export async function board(cohortId: string, db: Database = sharedDatabase().db): Promise<Board | null> {
  return currentBoard(db, cohortId);
}

/** The board of an older state, or today's; null: no such snapshot, or no such cohort in it. */
export function boardAsOf(snapshotId: string | null, cohortId: string): Promise<Board | null> {
  return snapshotId === null ? board(cohortId) : boardOfSnapshot(snapshotId, cohortId);
}

/** Ids of a cohort's first so many backbones by its default ranking; none where there is no such cohort. */
export async function bestOf(
  cohortId: string,
  count: number,
  db: Database = sharedDatabase().db,
): Promise<string[]> {
  const ranked = await ofNewestResults(db, `ranked ${cohortId}`, async () => {
    const found = await currentBoard(db, cohortId);
    return found ? overallRanking(found).map(({ backbone }) => backbone.id) : [];
  });
  return ranked.slice(0, count);
}

/** A board's backbones as somebody chooses among them, with what the repository knows of their costs and licences. */
export async function optionsOf(
  { rows }: Pick<Board, "rows">,
  db: Database = sharedDatabase().db,
): Promise<ChoiceOption[]> {
  return choiceOptions({ rows }, knownBackbones(), await currentSpeeds(db));
}

/** Backbones of a cohort side by side, the first as the base; null: no such cohort, or one of them is not in it. */
export async function comparison(
  cohortId: string,
  backboneIds: readonly string[],
  db: Database = sharedDatabase().db,
): Promise<Comparison | null> {
  const members = (await currentCohorts(db)).find(({ cohort }) => cohort.id === cohortId);
  const found = await currentBoard(db, cohortId);
  if (!members || !found) return null;
  const rows = await db
    .select({ id: results.id })
    .from(results)
    .where(and(inArray(results.backboneId, [...backboneIds]), inArray(results.id, [...members.resultIds])));
  const ids = rows.map(({ id }) => id);
  return comparisonOf(found, backboneIds, ids.length > 0 ? await boardResults(db, ids) : []);
}

/** Scores by class of a cohort's backbones beside each other; the paper prints none. */
export async function classesBeside(
  cohortId: string,
  backboneIds: readonly string[],
  db: Database = sharedDatabase().db,
): Promise<ClassComparison[]> {
  const members = (await currentCohorts(db)).find(({ cohort }) => cohort.id === cohortId);
  if (!members) return [];
  const rows = await db
    .select({ backboneId: results.backboneId, task: results.task, details: results.details })
    .from(results)
    .where(and(inArray(results.backboneId, [...backboneIds]), inArray(results.id, [...members.resultIds])));
  return classComparisons(
    backboneIds,
    rows.map(({ task, details: { secondary }, ...row }) => ({ ...row, task: taskOf(task), secondary })),
  );
}

/** Main settings that have at least one variant of the kind to show beside them. */
export async function listVariantBases(
  kind: VariantKind,
  db: Database = sharedDatabase().db,
): Promise<Cohort[]> {
  const cohorts = await currentCohorts(db);
  return cohorts
    .filter(({ cohort }) => cohort.variant === null)
    .filter((base) => comparableVariants(base, cohorts, kind).length > 0)
    .map(({ cohort }) => cohort);
}

function printedBase(base: CohortMembers, kind: VariantKind): PrintedBase | undefined {
  if (base.setting.kind !== "paper") return undefined;
  if (kind === "ablations") return paperVariants().ablations;
  return kind === "higher-resolution" ? paperVariants().higherResolution : undefined;
}

/** Variants of a main setting's cohort beside it: Table 5, Fig. 6, A.2; null: no such cohort, or itself a variant. */
export async function variants(
  kind: VariantKind,
  baseCohortId: string,
  db: Database = sharedDatabase().db,
): Promise<VariantTable | null> {
  const base = (await currentCohorts(db)).find(({ cohort }) => cohort.id === baseCohortId);
  const baseBoard = base?.cohort.variant === null ? await currentBoard(db, baseCohortId) : null;
  if (!base || !baseBoard) return null;
  return variantTable(baseBoard, await variantBoards(base, kind, db), printedBase(base, kind));
}

/** The same of as many backbones as a page shows. */
export async function shownVariants(
  kind: VariantKind,
  baseCohortId: string,
  db: Database = sharedDatabase().db,
): Promise<FewBackbones | null> {
  const table = await variants(kind, baseCohortId, db);
  return table && fewBackbones(table, await bestOf(baseCohortId, Number.POSITIVE_INFINITY, db));
}

async function variantBoards(base: CohortMembers, kind: VariantKind, db: Database): Promise<VariantBoard[]> {
  const boards: VariantBoard[] = [];
  for (const { members, tasks } of comparableVariants(base, await currentCohorts(db), kind)) {
    const found = await currentBoard(db, members.cohort.id);
    if (found) boards.push({ setting: members.setting, board: found, tasks });
  }
  return boards;
}

/** Fig. 6 for a main setting's cohort, of as many backbones as its table shows; empty: no baseline was measured there. */
export async function readoutSizes(
  baseCohortId: string,
  db: Database = sharedDatabase().db,
): Promise<ReadoutSizes[]> {
  const base = (await currentCohorts(db)).find(({ cohort }) => cohort.id === baseCohortId);
  const baselines = await shownVariants("baselines", baseCohortId, db);
  if (!base || !baselines) return [];
  const enlarged = (await variantBoards(base, "baselines", db)).filter(
    ({ setting }) => setting.readout === "linear-featup",
  );
  return readoutSizeFigures(baselines.table, await variants("ablations", baseCohortId, db), enlarged);
}

/** What the paper prints of Fig. 6; empty where its numbers were never seeded. */
export async function printedSizes(db: Database = sharedDatabase().db): Promise<RelativeSizes[]> {
  const ablations = await variants("ablations", "paper", db);
  return ablations ? relativeSizeFigures(ablations) : [];
}

/** Scores of the benchmarks of Fig. 5, as their own publications print them. */
export const otherBenchmarks = (): ExternalScores => externalScores();

/** By the numbers that it is made of: uploads change others, and its correlations take a tenth of a second. */
let madeReport: { readonly of: string; readonly report: ClaimsReport } | null = null;

/** The paper's claims against its own printed numbers; null where those were never seeded. */
export async function claims(db: Database = sharedDatabase().db): Promise<ClaimsReport | null> {
  const printed = await currentBoard(db, "paper");
  const ablations = await variants("ablations", "paper", db);
  const higherResolution = await variants("higher-resolution", "paper", db);
  if (!printed || !ablations || !higherResolution) return null;
  const external = externalComparisons(printed, externalScores());
  const numbers = { board: printed, ablations, higherResolution, external };
  const of = JSON.stringify(numbers);
  if (madeReport?.of !== of) madeReport = { of, report: claimsReport(numbers) };
  return madeReport.report;
}

/** Every backbone with a printed or accepted result, by label. */
export async function listBackbones(db: Database = sharedDatabase().db): Promise<BackboneFacts[]> {
  const facts = await countedBackbones(db);
  return [...facts.values()].sort((a, b) => compareText(a.label, b.label));
}

/** Every accepted speed measurement, newest first; corrected ones included. */
export async function listSpeeds(db: Database = sharedDatabase().db): Promise<StoredSpeed[]> {
  return (await storedSpeeds(db)).filter(({ standing }) => standing === "accepted");
}

/** The canonical speed measurement as it was accepted; null for unknown ids. */
export async function speedText(id: string): Promise<string | null> {
  return readBundle(sharedDatabase().files, shelves.speed, id);
}
