import { getTableColumns, getTableName, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import * as schema from "../schema.ts";

type TableName = {
  [Name in keyof typeof schema]: (typeof schema)[Name] extends PgTable ? Name : never;
}[keyof typeof schema];

/** Whether an archive has a table's rows. In the order in which their references allow them to be entered. */
const isArchived: { readonly [Name in TableName]: boolean } = {
  backbones: true,
  results: true,
  metricValues: true,
  attestations: true,
  speedMeasurements: true,
  resultDocuments: true,
  snapshots: true,
  decisions: true,
  uploadTokens: true,
  auditLog: true,
  // Of the minute and the day; nobody misses it.
  rateLimits: false,
};

export interface ArchivedTable {
  readonly name: string;
  /** But for those that the database computes itself. */
  readonly columns: readonly string[];
  /** By which rows are told apart and ordered: the order in which they came, where they have one. */
  readonly order: readonly string[];
  /** Column whose numbers a sequence draws; numbers are never used again, so the sequence moves too. */
  readonly drawn: string | null;
}

const tables: ReadonlyMap<string, PgTable> = new Map(
  Object.entries(schema).flatMap(([name, value]) => (is(value, PgTable) ? [[name, value]] : [])),
);

const orderOf: { readonly [Name in TableName]?: readonly string[] } = {
  metricValues: ["result_id", "metric"],
  attestations: ["result_id", "signed_by"],
};

function archived(key: string, table: PgTable): ArchivedTable {
  const columns = Object.values(getTableColumns(table));
  const drawn = columns.find((column) => column.getSQLType() === "bigserial")?.name ?? null;
  return {
    name: getTableName(table),
    columns: columns.filter(({ generated }) => generated === undefined).map(({ name }) => name),
    order: orderOf[key as TableName] ?? [drawn ?? "id"],
    drawn,
  };
}

export const archivedTables: readonly ArchivedTable[] = Object.entries(isArchived).flatMap(([key, is]) => {
  const table = tables.get(key);
  return is && table ? [archived(key, table)] : [];
});
