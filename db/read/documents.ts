import { and, asc, desc, eq, inArray } from "drizzle-orm";
import type { TaskId } from "#contract";
import type { Cohort } from "../derive/board/cohort.ts";
import { type Documented, type DocumentKind, firstSeeds, type ResultDocuments } from "../derive/pictures.ts";
import { type Database, sharedDatabase } from "../open/shared-database.ts";
import { resultDocuments, results } from "../schema.ts";
import { readBundle, shelves } from "../store/bundles.ts";
import { currentCohorts, measuredFacts, taskOf } from "./boards.ts";

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

/** The canonical document as it was accepted; null for unknown ids. */
export async function documentText(kind: DocumentKind, id: string): Promise<string | null> {
  return readBundle(sharedDatabase().files, shelves[kind], id);
}
