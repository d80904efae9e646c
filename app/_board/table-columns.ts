import { type Aggregation, aggregationOf } from "#db/derive/board-view/aggregations.ts";
import { type BoardHead, headColumns } from "#db/derive/board-view/board-head.ts";
import type { BoardInView } from "#db/derive/board-view/board-in-view.ts";
import type { ColumnScale } from "#db/derive/board-view/column-scale.ts";
import { type MetricColumn, metricColumn } from "#db/derive/board-view/columns.ts";
import { type FactColumn, factColumns } from "#db/derive/board-view/fact-columns.ts";

/** The columns of a view with what their headings say, which no data on its way to a browser can hold. */
export interface TableColumns {
  readonly aggregation: Aggregation;
  readonly metrics: readonly MetricColumn[];
  /** Of the metrics. */
  readonly scales: readonly ColumnScale[];
  readonly rules: readonly Aggregation[];
  readonly facts: readonly FactColumn[];
}

export function tableColumns(
  {
    aggregation,
    metrics,
    scales,
    rules,
    facts,
  }: Pick<BoardInView, "aggregation" | "metrics" | "scales" | "rules" | "facts">,
  head: BoardHead,
): TableColumns {
  return {
    aggregation: aggregationOf(aggregation),
    metrics: metrics.map(metricColumn),
    scales,
    rules: rules.map(aggregationOf),
    facts: factColumns(headColumns(head), head).filter(({ key }) => facts.includes(key)),
  };
}
