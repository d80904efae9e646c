import { getTableColumns, getTableName } from "drizzle-orm";
import { chosenTables, type TableName } from "../open/tables.ts";

/** Whether an archive has a table's rows. In the order in which their references allow them to be entered. */
const chosen = chosenTables({
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
});

export interface ArchivedTable {
  readonly name: string;
  /** But for those that the database computes itself. */
  readonly columns: readonly string[];
  /** By which rows are told apart and ordered: the order in which they came, where they have one. */
  readonly order: readonly string[];
  /** Column whose numbers a sequence draws; numbers are never used again, so the sequence moves too. */
  readonly drawn: string | null;
}

const orderOf: { readonly [Name in TableName]?: readonly string[] } = {
  metricValues: ["result_id", "metric"],
  attestations: ["result_id", "signed_by"],
};

function archived({ name, table }: (typeof chosen)[number]): ArchivedTable {
  const columns = Object.values(getTableColumns(table));
  const drawn = columns.find((column) => column.getSQLType() === "bigserial")?.name ?? null;
  return {
    name: getTableName(table),
    columns: columns.filter(({ generated }) => generated === undefined).map(({ name }) => name),
    order: orderOf[name] ?? [drawn ?? "id"],
    drawn,
  };
}

export const archivedTables: readonly ArchivedTable[] = chosen.map(archived);
