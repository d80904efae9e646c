import { and, asc, eq, isNotNull, like, ne, sql } from "drizzle-orm";
import { officialFingerprint, type ResultBundle, type TaskId } from "#contract";
import { cohortsOf } from "../derive/board/cohort.ts";
import { columnKeyOf, parseSettingKey, settingKey, settingOf } from "../derive/board/setting.ts";
import type {
  AcceptedResult,
  BoardsSoFar,
  DoorFacts,
  KnownId,
  KnownImages,
  OpenedBoard,
  Sender,
} from "../derive/door/door-facts.ts";
import { idHolder, type SentUnderId } from "../derive/door/taken-id.ts";
import { environment } from "../open/env.ts";
import type { Database } from "../open/shared-database.ts";
import { metricValues, results, speedMeasurements } from "../schema.ts";
import { knownBackbones } from "./known-backbones.ts";

/** Rows, and files of the repository, to what the door compares an upload with. */

const accepted = eq(results.standing, "accepted");

/** Results of a backbone that boards count, in order of arrival. */
export async function acceptedOf(db: Database, backboneId: string): Promise<AcceptedResult[]> {
  return db
    .select({
      id: results.id,
      task: results.task,
      setting: results.setting,
      columnKey: results.columnKey,
      seed: results.seed,
      weightsSha256: sql<string | null>`${results.details} #>> '{provenance,weightsSha256}'`,
    })
    .from(results)
    .where(and(eq(results.backboneId, backboneId), accepted, sql`${results.source} <> 'paper'`))
    .orderBy(asc(results.sequence));
}

/** Results and speeds of a backbone that were sent and are not withdrawn, of each the oldest first. */
async function liveOf(db: Database, backboneId: string): Promise<SentUnderId[]> {
  const tables = [results, speedMeasurements];
  const rows = tables.map((table) =>
    db
      .select({ holder: table.holder, role: table.role })
      .from(table)
      .where(
        and(eq(table.backboneId, backboneId), isNotNull(table.uploadedBy), ne(table.standing, "withdrawn")),
      )
      .orderBy(asc(table.sequence)),
  );
  return (await Promise.all(rows)).flat();
}

export async function knownId(db: Database, backboneId: string): Promise<KnownId> {
  const repository = knownBackbones().get(backboneId);
  return {
    repository: repository?.manifest ?? null,
    lockedWeights: repository?.weightsSha256 ?? null,
    reservedFor: idHolder(await liveOf(db, backboneId)),
    accepted: await acceptedOf(db, backboneId),
  };
}

export interface OfficialImages {
  readonly task: TaskId;
  readonly datasetId: string;
  readonly protocolVersion: string;
}

/**
 * Fingerprint of a published set as a task sees it: the catalogue's, else that of the first accepted official result of a
 * maintainer.
 */
export async function referenceOf(
  db: Database,
  { task, datasetId, protocolVersion }: OfficialImages,
): Promise<KnownImages["reference"]> {
  const catalogued = officialFingerprint(task, datasetId);
  if (catalogued !== undefined) return { fingerprint: catalogued, from: "catalogue" };
  const provenance = (field: string) => sql`${results.details} #>> ${sql.raw(`'{provenance,${field}}'`)}`;
  const [first] = await db
    .select({ fingerprint: sql<string>`${provenance("datasetFingerprint")}` })
    .from(results)
    .where(
      and(
        ...[eq(results.task, task), accepted, eq(results.role, "maintainer")],
        sql`${provenance("distribution")} = 'official'`,
        sql`${provenance("datasetId")} = ${datasetId}`,
        sql`${provenance("protocolVersion")} = ${protocolVersion}`,
      ),
    )
    .orderBy(asc(results.sequence))
    .limit(1);
  return first ? { fingerprint: first.fingerprint, from: "maintainer" } : null;
}

async function knownImages(db: Database, bundle: ResultBundle): Promise<KnownImages> {
  const { task, dataset, protocolVersion } = bundle;
  const isOfficial = dataset.distribution === "official";
  const reference = isOfficial
    ? await referenceOf(db, { task, datasetId: dataset.id, protocolVersion })
    : null;
  const onSameImages = await db
    .selectDistinctOn([results.setting], { id: results.id, setting: results.setting })
    .from(results)
    .where(
      and(
        ...[eq(results.task, task), accepted],
        like(results.columnKey, `${dataset.id}/${dataset.fingerprint}/%`),
      ),
    )
    .orderBy(results.setting, asc(results.sequence));
  const rows = onSameImages.map(({ id, setting }) => ({ id, setting: parseSettingKey(setting) }));
  const byProtocol = rows.find(({ setting }) => setting.protocolVersion === protocolVersion);
  const [drawn] = byProtocol
    ? await db
        .select({ indicesSha256: metricValues.indicesSha256 })
        .from(metricValues)
        .where(eq(metricValues.resultId, byProtocol.id))
        .limit(1)
    : [];
  const kinds = rows.flatMap(({ setting: { kind } }) =>
    // Own data has one distribution, and its own kinds.
    kind === "official" || kind === "scenes" || kind === "custom" ? [kind] : [],
  );
  return { reference, distributions: [...new Set(kinds)], indicesSha256: drawn?.indicesSha256 ?? null };
}

/** Of an upload that opens none, or that nobody counts. */
const noBoards: BoardsSoFar = { opensOne: false, opened: [], mostADay: 0 };

/** Boards in the order in which they were opened, each with the result that was its first. */
async function boardsSoFar(db: Database, bundle: ResultBundle): Promise<BoardsSoFar> {
  const { NEW_BOARDS_PER_DAY: mostADay } = environment();
  const own = {
    setting: settingKey(settingOf(bundle)),
    task: bundle.task,
    columnKey: columnKeyOf(bundle),
    classes: bundle.dataset.classes,
  };
  const classes = sql<string[] | null>`${results.details} #> '{provenance,datasetClasses}'`;
  // Most uploads are of a column that is there; all columns are looked through for others alone.
  const isThere = await db.$count(
    results,
    and(
      ...[eq(results.setting, own.setting), eq(results.task, own.task), eq(results.columnKey, own.columnKey)],
      sql`coalesce(${classes}, 'null') = ${JSON.stringify(own.classes)}::jsonb`,
    ),
  );
  if (isThere > 0) return noBoards;
  const columns = await db
    .selectDistinctOn([results.setting, results.task, results.columnKey, classes], {
      ...{ setting: results.setting, task: results.task, columnKey: results.columnKey, classes },
      ...{ sequence: results.sequence, resultId: results.id, backboneId: results.backboneId },
      ...{ holder: results.holder, at: results.receivedAt },
    })
    .from(results)
    .orderBy(results.setting, results.task, results.columnKey, classes, asc(results.sequence));
  const firstOf = new Map(columns.map((column) => [column.resultId, column]));
  const opened = cohortsOf(columns).map(({ resultIds }): OpenedBoard => {
    const first = resultIds
      .map((id) => firstOf.get(id))
      .reduce((a, b) => ((b?.sequence ?? 0) < (a?.sequence ?? 0) ? b : a));
    return { holder: first?.holder ?? null, at: first?.at ?? new Date(0) };
  });
  const sequence = Math.max(0, ...columns.map((column) => column.sequence)) + 1;
  const beside = [...columns, { ...own, sequence, resultId: "", backboneId: bundle.manifest.id }];
  return { opensOne: cohortsOf(beside).length > opened.length, opened, mostADay };
}

/** All that the door has to know of an upload before it says whether it is taken. */
export async function doorFacts(
  db: Database,
  bundle: ResultBundle,
  { now, sender }: { readonly now: Date; readonly sender: Sender },
): Promise<DoorFacts> {
  return {
    ...{ now, sender },
    id: await knownId(db, bundle.manifest.id),
    images: await knownImages(db, bundle),
    // A maintainer may open any number.
    boards: sender.role === "maintainer" ? noBoards : await boardsSoFar(db, bundle),
  };
}
