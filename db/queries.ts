import { asc, desc, eq, inArray } from "drizzle-orm";
import { type MetricId, metricIds, percentileInterval, type TaskId, taskIds } from "#contract";
import type { BackboneFacts, BackbonePage, Board, Cohort, StoredResult } from "./board-types.ts";
import { readBundle } from "./bundle-store.ts";
import { factsOfManifest } from "./derive/backbone-facts.ts";
import { type BoardResult, boardOf } from "./derive/board.ts";
import type { SeedValue } from "./derive/cell.ts";
import { type CohortMembers, cohortsOf } from "./derive/cohort.ts";
import { backbones, metricValues, results } from "./schema.ts";
import { type Database, sharedDatabase } from "./shared-database.ts";

/** Named reads: no cookies, no JSX. The page's own reads need no argument; tests and tools pass their database. */

const isMetric = (name: string): name is MetricId => metricIds.some((id) => id === name);
const isTask = (name: string): name is TaskId => taskIds.some((id) => id === name);

function taskOf(name: string): TaskId {
  if (!isTask(name)) throw new Error(`task ${name} in the database; tasks: ${taskIds.join(", ")}`);
  return name;
}

type ResultRow = typeof results.$inferSelect;
type MetricRow = typeof metricValues.$inferSelect;

function byResult(values: readonly MetricRow[]): Map<string, MetricRow[]> {
  const valuesOf = new Map<string, MetricRow[]>();
  for (const value of values) {
    const own = valuesOf.get(value.resultId);
    if (own) own.push(value);
    else valuesOf.set(value.resultId, [value]);
  }
  return valuesOf;
}

/** Cohorts of the current results: of each natural key the newest. */
async function currentCohorts(db: Database): Promise<CohortMembers[]> {
  const placements = await db
    .selectDistinctOn([results.naturalKey], {
      resultId: results.id,
      sequence: results.sequence,
      backboneId: results.backboneId,
      task: results.task,
      setting: results.setting,
      columnKey: results.columnKey,
    })
    .from(results)
    .orderBy(asc(results.naturalKey), desc(results.sequence));
  return cohortsOf(placements);
}

/** As printed for the paper's cohorts, as in the manifest for measured ones; the other where only that exists. */
async function backboneFacts(
  db: Database,
  preferred: "printed" | "manifest",
): Promise<Map<string, BackboneFacts>> {
  const rows = await db.select().from(backbones);
  return new Map(
    rows.flatMap((row) => {
      const measured = row.manifest ? factsOfManifest(row.manifest) : null;
      const facts = preferred === "printed" ? (row.paperFacts ?? measured) : (measured ?? row.paperFacts);
      return facts ? [[row.id, facts]] : [];
    }),
  );
}

async function boardResults(db: Database, ids: readonly string[]): Promise<BoardResult[]> {
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
  const values = await db
    .select()
    .from(metricValues)
    .where(inArray(metricValues.resultId, [...ids]));
  const valuesOf = byResult(values);
  return rows.map((row) => {
    const metrics: Partial<Record<MetricId, SeedValue>> = {};
    for (const { metric, value, replicates, indicesSha256 } of valuesOf.get(row.id) ?? []) {
      if (!isMetric(metric)) continue;
      metrics[metric] = {
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
      metrics,
    };
  });
}

async function boardOfMembers(db: Database, { cohort, resultIds }: CohortMembers): Promise<Board> {
  const facts = await backboneFacts(db, cohort.kind === "paper" ? "printed" : "manifest");
  return boardOf(cohort, await boardResults(db, resultIds), facts);
}

/** Every cohort with results: main settings before variants, the paper first. */
export async function listCohorts(db: Database = sharedDatabase().db): Promise<Cohort[]> {
  return (await currentCohorts(db)).map(({ cohort }) => cohort);
}

/** null: no such cohort. */
export async function board(cohortId: string, db: Database = sharedDatabase().db): Promise<Board | null> {
  const members = (await currentCohorts(db)).find(({ cohort }) => cohort.id === cohortId);
  return members ? boardOfMembers(db, members) : null;
}

/** Every backbone with a printed or measured result, by label. */
export async function listBackbones(db: Database = sharedDatabase().db): Promise<BackboneFacts[]> {
  const facts = [...(await backboneFacts(db, "manifest")).values()];
  return facts.sort((a, b) => a.label.localeCompare(b.label, "en", { numeric: true }));
}

function storedResult(row: ResultRow, values: readonly MetricRow[], cohortId: string | null): StoredResult {
  const metrics: StoredResult["metrics"] = {};
  for (const { metric, value, replicates } of values) {
    if (!isMetric(metric)) continue;
    const interval = replicates ? percentileInterval(replicates, 0.95) : null;
    metrics[metric] = { value, interval: interval ? [interval.low, interval.high] : null };
  }
  return {
    id: row.id,
    source: row.source,
    cohortId,
    task: taskOf(row.task),
    seed: row.seed,
    createdAt: row.createdAt?.toISOString() ?? null,
    uploadedBy: row.uploadedBy,
    metrics,
    ...row.details,
  };
}

async function storedResults(db: Database, rows: readonly ResultRow[]): Promise<StoredResult[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const values = await db.select().from(metricValues).where(inArray(metricValues.resultId, ids));
  const valuesOf = byResult(values);
  const cohortOf = new Map(
    (await currentCohorts(db)).flatMap(({ cohort, resultIds }) => resultIds.map((id) => [id, cohort.id])),
  );
  return rows.map((row) => storedResult(row, valuesOf.get(row.id) ?? [], cohortOf.get(row.id) ?? null));
}

/** A backbone with all its results, newest first, superseded ones included; null: no such backbone. */
export async function backbonePage(
  backboneId: string,
  db: Database = sharedDatabase().db,
): Promise<BackbonePage | null> {
  const backbone = (await backboneFacts(db, "manifest")).get(backboneId);
  if (!backbone) return null;
  const rows = await db
    .select()
    .from(results)
    .where(eq(results.backboneId, backboneId))
    .orderBy(desc(results.sequence));
  const own = new Set(rows.map(({ id }) => id));
  const cohorts = (await currentCohorts(db)).filter(({ resultIds }) => resultIds.some((id) => own.has(id)));
  const boards: { cohort: Cohort; row: Board["rows"][number] }[] = [];
  for (const members of cohorts) {
    const row = (await boardOfMembers(db, members)).rows.find((one) => one.backbone.id === backboneId);
    if (row) boards.push({ cohort: members.cohort, row });
  }
  return { backbone, results: await storedResults(db, rows), boards };
}

/** One stored result, also a superseded one; null: no such result. */
export async function result(id: string, db: Database = sharedDatabase().db): Promise<StoredResult | null> {
  const rows = await db.select().from(results).where(eq(results.id, id));
  const [found] = await storedResults(db, rows);
  return found ?? null;
}

/** The canonical bundle as it was accepted; null for the paper's results and unknown ids. */
export async function bundleText(id: string): Promise<string | null> {
  return /^[0-9a-f]{64}$/.test(id) ? readBundle(sharedDatabase().bundleFolder, id) : null;
}
