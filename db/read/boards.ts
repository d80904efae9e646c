import { createHash } from "node:crypto";
import { channel } from "node:diagnostics_channel";
import { setImmediate } from "node:timers/promises";
import { asc, eq, inArray, sql } from "drizzle-orm";
import { type Manifest, type MetricId, metrics, networkDifferences } from "#contract";
import { type BackboneFacts, factsOfManifest } from "../derive/board/backbone-facts.ts";
import { type Board, boardOf } from "../derive/board/board.ts";
import type { BoardResult, SeedValue } from "../derive/board/cell.ts";
import { type CohortMembers, cohortsOf, placeOnBoard } from "../derive/board/cohort.ts";
import { type Column, columnInPieces } from "../derive/board/column.ts";
import { countedOf } from "../derive/board/counted.ts";
import { countedFacts } from "../derive/board/counted-facts.ts";
import { overallRanksInPieces } from "../derive/board/overall-rank.ts";
import type { RankInterval } from "../derive/board/ranks.ts";
import { shownLabels } from "../derive/board/shown-label.ts";
import type { CurrentSpeed } from "../derive/board/speed.ts";
import type { Database } from "../open/shared-database.ts";
import { backbones, metricValues, results } from "../schema.ts";
import { type KnownBackbone, knownBackbones } from "./known-backbones.ts";
import { byResult, isMetric, type MetricRow, taskOf } from "./metric-rows.ts";
import { keep, newestStateOf, ofNewestResults } from "./newest-state.ts";
import { withSecondRuns } from "./reproductions.ts";
import { currentSpeeds } from "./speed.ts";

/** Told `{ seconds }` of each board whose numbers are derived anew: the one channel that all copies of this file share. */
export const boardMadeChannel = "leaderboard:board-made";
const boardMade = channel(boardMadeChannel);

/** Rows to boards, and the boards of the newest results kept in memory: what all reads of numbers go through. */

/** The results of an older state, and which of them had a signature then. */
export interface StateOfResults {
  readonly ids: readonly string[];
  readonly signed: ReadonlySet<string>;
}

/** Cohorts of the results that make numbers: of those that are accepted now, or of an older state. */
export async function cohortsAmong(
  db: Database,
  state: StateOfResults | "accepted",
): Promise<CohortMembers[]> {
  const found = await db
    .select({
      resultId: results.id,
      sequence: results.sequence,
      backboneId: results.backboneId,
      task: results.task,
      setting: results.setting,
      columnKey: results.columnKey,
      classes: sql<string[] | null>`${results.details} #> '{provenance,datasetClasses}'`,
      ...{ seed: results.seed, holder: results.holder, role: results.role, source: results.source },
    })
    .from(results)
    .where(state === "accepted" ? eq(results.standing, "accepted") : inArray(results.id, [...state.ids]));
  const isSigned = ({ resultId, source }: (typeof found)[number]) =>
    state === "accepted" ? source === "verified" : state.signed.has(resultId);
  return cohortsOf(
    countedOf(
      found.map((row) => ({ ...row, isSigned: isSigned(row) })),
      placeOnBoard,
    ),
  );
}

type Preferred = "printed" | "manifest";

/** As printed for the paper's cohorts, as in the manifest for measured ones; the other where only that exists. Names are the manifest's. */
export async function backboneFacts(db: Database, preferred: Preferred): Promise<Map<string, BackboneFacts>> {
  const found = factsOfRows(await db.select().from(backbones), preferred);
  const labels = labelsBeside(found, await countedIds(db));
  return new Map(
    [...found].map(([id, facts]) => {
      const known = knownBackbones().get(id);
      const counted = countedFacts(known?.cost ?? null, facts.inputSizePixels);
      return [id, { ...facts, ...counted, ...unprinted(facts, known), label: labels.get(id) ?? facts.label }];
    }),
  );
}

/** What the paper does not print of a backbone, as its manifest here says. */
function unprinted({ manifest }: BackboneFacts, known: KnownBackbone | undefined) {
  if (manifest !== null || !known) return {};
  const { licence, leak, paper } = factsOfManifest(known.manifest);
  return { licence, leak, paper };
}

/** Labels as they are shown of every backbone, also of those that nobody has measured, by id. */
export async function backboneLabels(db: Database): Promise<Map<string, string>> {
  return labelsBeside(factsOfRows(await db.select().from(backbones), "manifest"), await countedIds(db));
}

/** Backbones with a printed or accepted result. */
async function countedIds(db: Database): Promise<Set<string>> {
  const rows = await db
    .selectDistinct({ id: results.backboneId })
    .from(results)
    .where(eq(results.standing, "accepted"));
  return new Set(rows.map(({ id }) => id));
}

function factsOfRows(rows: readonly (typeof backbones.$inferSelect)[], preferred: Preferred) {
  return new Map(
    rows.flatMap((row): [string, BackboneFacts][] => {
      const measured = row.manifest ? factsOfManifest(inWordsOfRepository(row.manifest)) : null;
      const printed = row.paperFacts && namedByAuthors(row.paperFacts);
      const facts = preferred === "printed" ? (printed ?? measured) : (measured ?? printed);
      return facts ? [[row.id, facts]] : [];
    }),
  );
}

/** The paper's facts under the name that the backbone's own authors gave it, which its manifest has. */
function namedByAuthors(printed: BackboneFacts): BackboneFacts {
  return { ...printed, label: knownBackbones().get(printed.id)?.manifest.label ?? printed.label };
}

/**
 * Beside all that the repository has: whoever takes the name of one that is not measured yet is told apart from it. What
 * waits changes no label but its own.
 */
function labelsBeside(
  found: ReadonlyMap<string, BackboneFacts>,
  counted: ReadonlySet<string>,
): Map<string, string> {
  const known = [...knownBackbones().values()].map(({ manifest }) => manifest);
  const ofCounted = shownLabels([...known, ...[...found.values()].filter(({ id }) => counted.has(id))]);
  return new Map([...shownLabels([...known, ...found.values()]), ...ofCounted]);
}

/** What the repository says of a backbone counts, not what an upload says, where both are of the same network. */
function inWordsOfRepository(manifest: Manifest): Manifest {
  const repository = knownBackbones().get(manifest.id)?.manifest;
  const isSame = repository && networkDifferences(manifest, repository).length === 0;
  return isSame ? repository : manifest;
}

/** Results whose replicates, 4 kB a metric, are read at once. */
const readTogether = 300;

/** The embedded database and ranks take this process's own time: between two pieces, requests have their turn. */
const othersTurn = () => setImmediate();

/** Does a long piece of work in its pieces, others having their turn between two. */
async function inTurns<Made>(pieces: Generator<void, Made>): Promise<Made> {
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
    await othersTurn();
  }
}

/** Results by id, with the replicates of their metrics. */
export async function boardResults(db: Database, ids: readonly string[]): Promise<BoardResult[]> {
  const rows = await db
    .select({
      id: results.id,
      sequence: results.sequence,
      backboneId: results.backboneId,
      task: results.task,
      source: results.source,
      learnableMillions: results.learnableParametersMillions,
    })
    .from(results)
    .where(inArray(results.id, [...ids]))
    .orderBy(asc(results.sequence));
  const values: MetricRow[] = [];
  for (let start = 0; start < ids.length; start += readTogether) {
    const some = await db
      .select()
      .from(metricValues)
      .where(inArray(metricValues.resultId, ids.slice(start, start + readTogether)));
    for (const value of some) values.push(value);
    await othersTurn();
  }
  const valuesOf = byResult(values);
  return rows.map((row) => {
    const own: Partial<Record<MetricId, SeedValue>> = {};
    for (const { metric, value, replicates, indicesSha256 } of valuesOf.get(row.id) ?? []) {
      if (!isMetric(metric)) continue;
      own[metric] = {
        resultId: row.id,
        sequence: row.sequence,
        source: row.source,
        value,
        replicates,
        indicesSha256,
      };
    }
    return {
      backboneId: row.backboneId,
      task: taskOf(row.task),
      learnableMillions: row.learnableMillions,
      metrics: own,
    };
  });
}

/** The numbers of boards by cohort and results; on globalThis as what `ofNewestResults` keeps is. */
const shared = (process.env.NODE_ENV === "production" ? globalThis : {}) as {
  keptNumbers?: WeakMap<Database, Map<string, Map<string, Promise<unknown>>>>;
};
shared.keptNumbers ??= new WeakMap();
const numbersOf = shared.keptNumbers;

/** Of each cohort: the newest, and two older ones that somebody compares. A board's numbers may be megabytes. */
const statesKept = 3;

/** What takes the time of a board: made of its results alone, so it holds whatever else is uploaded. */
interface BoardNumbers {
  readonly results: readonly BoardResult[];
  readonly columns: readonly Column[];
  readonly overall: ReadonlyMap<string, RankInterval | null>;
}

/** Without the replicates, which are nearly all of its memory, and which a board has no more use for. */
function lean({ results, columns, overall }: BoardNumbers): BoardNumbers {
  const bare = (seeds: readonly SeedValue[]) => seeds.map((seed) => ({ ...seed, replicates: null }));
  return {
    results: results.map((result) => ({ ...result, metrics: {} })),
    columns: columns.map((column) => ({
      ...column,
      seeds: new Map([...column.seeds].map(([id, own]) => [id, bare(own)])),
    })),
    overall,
  };
}

async function boardNumbers(db: Database, resultIds: readonly string[]): Promise<BoardNumbers> {
  const start = performance.now();
  const found = await boardResults(db, resultIds);
  const columns: Column[] = [];
  for (const metric of metrics) columns.push(await inTurns(columnInPieces(metric, found)));
  const overall = await inTurns(overallRanksInPieces(columns));
  boardMade.publish({ seconds: (performance.now() - start) / 1000 });
  return lean({ results: found, columns, overall });
}

/** The numbers of one cohort's board with these results: today's, or those of an older state. */
function keptNumbers(
  db: Database,
  { cohort, resultIds }: CohortMembers,
  labels: string,
): Promise<BoardNumbers> {
  const own = numbersOf.get(db) ?? new Map<string, Map<string, Promise<unknown>>>();
  numbersOf.set(db, own);
  const ofCohort = own.get(cohort.id) ?? new Map<string, Promise<unknown>>();
  own.set(cohort.id, ofCohort);
  const name = createHash("sha256")
    .update([labels, ...resultIds].join("\n"))
    .digest("hex");
  const numbers = keep(ofCohort, name, () => boardNumbers(db, resultIds));
  for (const oldest of ofCohort.keys()) {
    if (ofCohort.size <= statesKept) break;
    ofCohort.delete(oldest);
  }
  return numbers;
}

/** A board with these results, described as today. */
export async function boardOfMembers(
  db: Database,
  members: CohortMembers,
  speeds: readonly CurrentSpeed[] = [],
): Promise<Board> {
  const preferred = members.cohort.kind === "paper" ? "printed" : "manifest";
  const facts = await ofNewestResults(db, `facts ${preferred}`, () => backboneFacts(db, preferred));
  const { labels } = await newestStateOf(db);
  const { results: found, columns, overall } = await keptNumbers(db, members, labels);
  return boardOf(members.cohort, found, columns, overall, facts, speeds);
}

/** Every backbone that anything was sent of, or printed, as its newest result describes it. */
export function measuredFacts(db: Database): Promise<Map<string, BackboneFacts>> {
  return ofNewestResults(db, "facts manifest", () => backboneFacts(db, "manifest"));
}

/** Those with a printed or accepted result: what the site has numbers of. */
export function countedBackbones(db: Database): Promise<Map<string, BackboneFacts>> {
  return ofNewestResults(db, "counted backbones", async () => {
    const counted = await countedIds(db);
    return new Map([...(await measuredFacts(db))].filter(([id]) => counted.has(id)));
  });
}

/** Cohorts of the current results. */
export function currentCohorts(db: Database): Promise<CohortMembers[]> {
  return ofNewestResults(db, "cohorts", () => cohortsAmong(db, "accepted"));
}

/** null: no such cohort. Bootstrap replicates of hundreds of backbones take seconds to rank, so the board is kept. */
export async function currentBoard(db: Database, cohortId: string): Promise<Board | null> {
  const members = (await currentCohorts(db)).find(({ cohort }) => cohort.id === cohortId);
  if (!members) return null;
  return ofNewestResults(db, `board ${cohortId}`, async () =>
    withSecondRuns(db, members.setting, await boardOfMembers(db, members, await currentSpeeds(db))),
  );
}
