import { eq, inArray, sql } from "drizzle-orm";
import { type Manifest, networkDifferences } from "#contract";
import { type BackboneFacts, factsOfManifest } from "../derive/board/backbone-facts.ts";
import { type Board, boardOf } from "../derive/board/board.ts";
import { type CohortMembers, cohortsOf, placeOnBoard } from "../derive/board/cohort.ts";
import { countedOf } from "../derive/board/counted.ts";
import { countedFacts } from "../derive/board/counted-facts.ts";
import { shownLabels } from "../derive/board/shown-label.ts";
import type { CurrentSpeed } from "../derive/board/speed.ts";
import type { Database } from "../open/shared-database.ts";
import { backbones, results } from "../schema.ts";
import { boardNumbers } from "./board-numbers.ts";
import { type KnownBackbone, knownBackbones } from "./known-backbones.ts";
import { newestStateOf, ofNewestResults } from "./newest-state.ts";
import { withSecondRuns } from "./reproductions.ts";
import { currentSpeeds } from "./speed.ts";

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
  const found = factsOfRows(await backboneRows(db), preferred);
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
  return labelsBeside(factsOfRows(await backboneRows(db), "manifest"), await countedIds(db));
}

type BackboneRow = typeof backbones.$inferSelect;

const backboneRows = (db: Database): Promise<BackboneRow[]> =>
  ofNewestResults(db, "backbone rows", () => db.select().from(backbones).execute());

/** Backbones with a printed or accepted result. */
const countedIds = (db: Database): Promise<Set<string>> =>
  ofNewestResults(db, "counted ids", async () => {
    const rows = await db
      .selectDistinct({ id: results.backboneId })
      .from(results)
      .where(eq(results.standing, "accepted"));
    return new Set(rows.map(({ id }) => id));
  });

function factsOfRows(rows: readonly BackboneRow[], preferred: Preferred) {
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

/** A board with these results, described as today. */
export async function boardOfMembers(
  db: Database,
  members: CohortMembers,
  speeds: readonly CurrentSpeed[] = [],
): Promise<Board> {
  const preferred = members.cohort.kind === "paper" ? "printed" : "manifest";
  const facts = await ofNewestResults(db, `facts ${preferred}`, () => backboneFacts(db, preferred));
  const { labels } = await newestStateOf(db);
  const { results: found, columns, overall } = await boardNumbers(db, members, labels);
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
