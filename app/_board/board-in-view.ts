import type { ModelStandings } from "#contract";
import type { RankInterval } from "#db/derive/board/ranks.ts";
import { type Aggregation, aggregations, countedColumns, figuresOf, standingsOf } from "./aggregate.ts";
import type { BackboneRow, BoardTable, MetricColumn } from "./board-table.ts";
import { type ColumnScale, columnScale } from "./column-scale.ts";
import { type FactColumn, factColumns } from "./fact-columns.ts";
import { metricPlaces, overallPlaces, rankIntervals, shownRanks } from "./rank-rule.ts";
import { countUntimed, filterRows, pinnedFirst, sortRows } from "./rows-in-view.ts";
import { type RuleColumn, ruleColumns } from "./rule-columns.ts";
import type { BoardView } from "./view.ts";

export interface RowInView {
  readonly row: BackboneRow;
  /**
   * In the whole cohort, filtered rows included: by the sorted metric where one is sorted, else by the aggregate; shared
   * by those that the data do not tell apart.
   */
  readonly rank: number | null;
  /** Of the rank, where it has one. */
  readonly rankInterval: RankInterval | null;
  /** The aggregate over the counted tasks; null where one is missing, and where it has no meaning. */
  readonly figure: number | null;
  /** Main metrics that count and that this row lacks: why it has no figure. */
  readonly missing: readonly MetricColumn[];
  readonly pinned: boolean;
}

/** What a view shows of a table: the page draws it and the exports write it. */
export interface BoardInView {
  /** Every metric of the tasks in view, hidden ones included: what the aggregate is made from. */
  readonly tasks: readonly MetricColumn[];
  /** Metrics with a column on screen. */
  readonly columns: readonly MetricColumn[];
  /** Of `columns`, over the whole cohort. */
  readonly scales: readonly ColumnScale[];
  readonly facts: readonly FactColumn[];
  /** The rules beside the one in force; none where they are hidden. */
  readonly rules: readonly RuleColumn[];
  readonly aggregation: Aggregation;
  /** Pinned ones first, the others filtered and in order. */
  readonly rows: readonly RowInView[];
  /** How many rows pass the filters, and how many pinned ones do not. */
  readonly passing: number;
  readonly pinnedBesides: number;
  /** How many rows a bound of time leaves out because nobody has timed them. */
  readonly untimed: number;
}

type Ranked = Pick<BoardInView, "tasks" | "aggregation"> & {
  readonly standings: ReadonlyMap<string, ModelStandings>;
  readonly figures: ReadonlyMap<string, number | null>;
  /** Place by the aggregate: the order of the rows, which shared ranks do not give. */
  readonly overall: ReadonlyMap<string, number | null>;
};
type RankingRule = Pick<BoardView, "category" | "aggregation" | "weights">;

/** The part of a view that no filter, order or choice of columns changes. */
export function rankBoard(table: BoardTable, rule: RankingRule): Ranked {
  const tasks = table.columns.filter(
    (column) => rule.category === "all" || column.category === rule.category,
  );
  const aggregation = aggregations.find(({ id }) => id === rule.aggregation) ?? aggregations[0];
  const standings = standingsOf(table.rows, tasks, rule.weights);
  const figures = figuresOf(table.rows, standings, aggregation);
  const overall = overallPlaces(table.rows, figures, aggregation.better);
  return { tasks, aggregation, standings, figures, overall };
}

/** Columns on screen: of the tasks in view, those whose group is shown. */
export function columnsInView(
  table: BoardTable,
  { groups }: Pick<BoardView, "groups">,
  { tasks, aggregation, standings }: Ranked,
): Pick<BoardInView, "columns" | "scales" | "facts" | "rules"> {
  const columns = tasks.filter(({ task }) => groups.includes(task));
  return {
    columns,
    scales: columns.map((column) => columnScale(table.rows, column)),
    facts: factColumns(tasks, table).filter(({ group }) => groups.includes(group)),
    rules: groups.includes("rules") ? ruleColumns(table.rows, standings, aggregation) : [],
  };
}

/** Ranked and filtered rows in the view's order. */
export function rowsInView(
  table: BoardTable,
  view: BoardView,
  { tasks, aggregation, figures, overall }: Ranked,
): Pick<BoardInView, "rows" | "passing" | "pinnedBesides" | "untimed"> {
  const sorted = table.columns.find(({ id }) => id === view.sort);
  const places = sorted ? metricPlaces(table.rows, sorted) : overall;
  const intervals = rankIntervals(table.rows, view, sorted, aggregation);
  const ranks = shownRanks(places, intervals);
  const counted = countedColumns(tasks, view.weights);
  const passing = sortRows(filterRows(table, view), view, table, overall);
  const shown = pinnedFirst(table.rows, passing, view.pins);
  const rows = shown.map((row) => ({
    row,
    rank: ranks.get(row.id) ?? null,
    rankInterval: intervals.get(row.id) ?? null,
    figure: figures.get(row.id) ?? null,
    missing: counted.filter(({ id }) => !row.scores[id]),
    pinned: view.pins.includes(row.id),
  }));
  const pinnedBesides = shown.length - passing.length;
  return { rows, passing: passing.length, pinnedBesides, untimed: countUntimed(table, view) };
}

export function boardInView(table: BoardTable, view: BoardView): BoardInView {
  const ranked = rankBoard(table, view);
  const { tasks, aggregation } = ranked;
  return { tasks, aggregation, ...columnsInView(table, view, ranked), ...rowsInView(table, view, ranked) };
}
