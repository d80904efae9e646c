import { and, asc, desc, eq, inArray } from "drizzle-orm";
import { picturesOf, type TaskId } from "#contract";
import type { Cohort } from "../derive/board/cohort.ts";
import { type Documented, type DocumentKind, firstSeeds, type ResultDocuments } from "../derive/pictures.ts";
import { type Database, sharedDatabase } from "../open/shared-database.ts";
import { resultDocuments, results } from "../schema.ts";
import { readBundle, shelves } from "../store/bundles.ts";
import { currentCohorts, measuredFacts } from "./boards.ts";
import { taskOf } from "./metric-rows.ts";
import { newestStateOf } from "./newest-state.ts";

/** An uploaded index of pictures or list of output sizes, without its content. */
export interface StoredDocument {
  /** SHA-256 of the canonical document. */
  readonly id: string;
  /** false: a later document of the kind is about the same result. */
  readonly current: boolean;
  /** Id of the result that it is about. */
  readonly result: string;
  readonly backboneId: string;
  readonly task: TaskId;
  readonly seed: number | null;
  readonly receivedAt: string;
  readonly uploadedBy: string;
}

const isAccepted = eq(resultDocuments.standing, "accepted");

/** A maintainer's before a submitter's, then the newest. */
const newestOfMost = [asc(resultDocuments.role), desc(resultDocuments.sequence)] as const;

/** The document of each of these results that counts. */
async function newestDocuments<Kind extends DocumentKind>(
  db: Database,
  kind: Kind,
  resultIds: readonly string[],
): Promise<Documented<Kind>[]> {
  if (resultIds.length === 0) return [];
  const rows = await db
    .selectDistinctOn([resultDocuments.resultId], {
      backboneId: results.backboneId,
      seed: results.seed,
      document: resultDocuments.document,
    })
    .from(resultDocuments)
    .innerJoin(results, eq(results.id, resultDocuments.resultId))
    .where(and(eq(resultDocuments.kind, kind), isAccepted, inArray(resultDocuments.resultId, [...resultIds])))
    .orderBy(resultDocuments.resultId, ...newestOfMost);
  const facts = rows.length > 0 ? await measuredFacts(db) : new Map();
  return rows.flatMap(({ backboneId, seed, document }) => {
    const backbone = facts.get(backboneId);
    // The kind decides the shape; it was checked at the door.
    return backbone ? [{ backbone, seed, document: document as ResultDocuments[Kind] }] : [];
  });
}

/** Cohorts with a current result of which there is such a document, in the order of `listCohorts`. */
export async function cohortsWithDocuments(
  kinds: readonly DocumentKind[],
  db: Database = sharedDatabase().db,
): Promise<Cohort[]> {
  const rows = await db
    .selectDistinct({ resultId: resultDocuments.resultId })
    .from(resultDocuments)
    .where(and(inArray(resultDocuments.kind, [...kinds]), isAccepted));
  const documented = new Set(rows.map(({ resultId }) => resultId));
  const cohorts = await currentCohorts(db);
  return cohorts
    .filter(({ resultIds }) => resultIds.some((id) => documented.has(id)))
    .map(({ cohort }) => cohort);
}

/** Of each backbone and task of a cohort one document, by the backbone's label; none where there is no such cohort. */
export async function documentsOfCohort<Kind extends DocumentKind>(
  kind: Kind,
  cohortId: string,
  db: Database = sharedDatabase().db,
): Promise<Documented<Kind>[]> {
  const members = (await currentCohorts(db)).find(({ cohort }) => cohort.id === cohortId);
  return firstSeeds(await newestDocuments(db, kind, members?.resultIds ?? []));
}

/** Every accepted document of a kind, or those about one backbone's results; newest first, replaced ones included. */
export async function listDocuments(
  kind: DocumentKind,
  backboneId: string | null,
  db: Database = sharedDatabase().db,
): Promise<StoredDocument[]> {
  const rows = await db
    .select({
      id: resultDocuments.id,
      result: resultDocuments.resultId,
      backboneId: results.backboneId,
      task: results.task,
      seed: results.seed,
      role: resultDocuments.role,
      receivedAt: resultDocuments.receivedAt,
      uploadedBy: resultDocuments.uploadedBy,
    })
    .from(resultDocuments)
    .innerJoin(results, eq(results.id, resultDocuments.resultId))
    .where(
      and(
        eq(resultDocuments.kind, kind),
        isAccepted,
        eq(results.standing, "accepted"),
        backboneId === null ? undefined : eq(results.backboneId, backboneId),
      ),
    )
    .orderBy(desc(resultDocuments.sequence));
  const ofMost = rows.toSorted((a, b) => Number(a.role === "submitter") - Number(b.role === "submitter"));
  const current = new Map(ofMost.toReversed().map(({ id, result }) => [result, id]));
  return rows.map(({ task, receivedAt, role: _, ...row }) => ({
    ...row,
    current: current.get(row.result) === row.id,
    task: taskOf(task),
    receivedAt: receivedAt.toISOString(),
  }));
}

/** What pictures indices name, by index; what is accepted never changes, so it is read once. And all of one state. */
interface KnownPictures {
  readonly ofIndex: Map<string, readonly string[]>;
  shown: { readonly state: string; readonly files: ReadonlySet<string> };
}
const knownPictures = new WeakMap<Database, KnownPictures>();

/** Files of the pictures that an accepted index, of a result that is accepted, names. No others are served. */
export async function shownPictures(db: Database = sharedDatabase().db): Promise<ReadonlySet<string>> {
  const known = knownPictures.get(db) ?? { ofIndex: new Map(), shown: { state: "", files: new Set() } };
  knownPictures.set(db, known);
  const { everything: state } = await newestStateOf(db);
  if (known.shown.state !== state) known.shown = { state, files: await picturesOfIndices(db, known) };
  return known.shown.files;
}

async function picturesOfIndices(db: Database, { ofIndex }: KnownPictures): Promise<Set<string>> {
  const shown = await shownIndices(db);
  const missing = shown.filter((id) => !ofIndex.has(id));
  for (let start = 0; start < missing.length; start += readTogether) {
    const rows = await db
      .select({ id: resultDocuments.id, document: resultDocuments.document })
      .from(resultDocuments)
      .where(inArray(resultDocuments.id, missing.slice(start, start + readTogether)));
    for (const { id, document } of rows) {
      ofIndex.set(id, "images" in document ? picturesOf(document).map((picture) => picture.file) : []);
    }
  }
  return new Set(shown.flatMap((id) => ofIndex.get(id) ?? []));
}

const readTogether = 20;

async function shownIndices(db: Database): Promise<string[]> {
  const rows = await db
    .select({ id: resultDocuments.id })
    .from(resultDocuments)
    .innerJoin(results, eq(results.id, resultDocuments.resultId))
    .where(and(eq(resultDocuments.kind, "artefacts"), isAccepted, eq(results.standing, "accepted")));
  return rows.map(({ id }) => id);
}

/** The canonical document as it was accepted; null for unknown ids. */
export async function documentText(kind: DocumentKind, id: string): Promise<string | null> {
  return readBundle(sharedDatabase().files, shelves[kind], id);
}
