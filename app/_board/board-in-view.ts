import type { MetricId } from "#contract";
import { type Aggregation, aggregate, aggregations } from "./aggregate.ts";
import type { BackboneRow, BoardTable, MetricColumn } from "./board-table.ts";
import { metricRanks, overallRanks } from "./rank-rule.ts";
import { filterRows, sortRows } from "./rows-in-view.ts";
import type { BoardView } from "./view.ts";

export interface RowInView {
  readonly row: BackboneRow;
  /** In the whole cohort, filtered rows included: by the sorted metric where one is sorted, else by the aggregate. */
  readonly rank: number | null;
  /** The aggregate over the shown tasks; null: incomplete. */
  readonly figure: number | null;
}

export interface BoardInView {
  readonly columns: readonly MetricColumn[];
  readonly aggregation: Aggregation;
  /** Filtered and in order. */
  readonly rows: readonly RowInView[];
}

/** What a view shows of a table: the page draws it and the exports write it. */
export function boardInView(table: BoardTable, view: BoardView): BoardInView {
  const columns = table.columns.filter(
    (column) => view.category === "all" || column.category === view.category,
  );
  const aggregation = aggregations.find(({ id }) => id === view.aggregation) ?? aggregations[0];
  const figures = aggregate(table.rows, columns, aggregation, view.weights);
  const overall = overallRanks(table.rows, figures, aggregation.better);
  const sorted = columns.find(({ id }) => id === (view.sort as MetricId));
  const ranks = sorted ? metricRanks(table.rows, sorted) : overall;
  const rows = sortRows(filterRows(table.rows, view), view, overall, table.speedSettings[0]?.id).map(
    (row) => ({
      row,
      rank: ranks.get(row.id) ?? null,
      figure: figures.get(row.id) ?? null,
    }),
  );
  return { columns, aggregation, rows };
}
