import type { MetricId } from "#contract/tasks";
import type { Board, BoardRow } from "../board/board.ts";
import type { RankInterval } from "../board/ranks.ts";
import {
  type Aggregation,
  type AggregationId,
  aggregationOf,
  aggregations,
  countedColumns,
} from "./aggregations.ts";
import { type ColumnScale, columnScale, relativeScore } from "./column-scale.ts";
import { type MetricColumn, metricColumn, metricsOfRows } from "./columns.ts";
import { type FactKey, factColumns } from "./fact-columns.ts";
import { countUnknown, filterRows } from "./filter.ts";
import { metricPlaces, overallPlaces, type Places, rankIntervals, shownRanks } from "./places.ts";
import { placesWithoutOne, standingsWithoutOne } from "./robustness.ts";
import { pinnedFirst, sortRows } from "./sort.ts";
import { figuresOf, type Standings } from "./standings.ts";
import type { BoardView } from "./view.ts";

/** A board's row with its place in a view: what page, embed, CSV, JSON and badge all show. */
export interface RowInView extends BoardRow {
  /**
   * In the whole cohort, filtered rows included: by the sorted metric where one is sorted, else by the aggregate; shared
   * by those that the data do not tell apart.
   */
  readonly rank: number | null;
  /** Of the rank, where it has one. */
  readonly rankInterval: RankInterval | null;
  /** The aggregate over the counted tasks; null where one is missing, and where it has no meaning. */
  readonly figure: number | null;
  /** Best and worst place by the aggregate with any one task left out; null: not ranked, or no second task. */
  readonly placesWithoutOne: RankInterval | null;
  /** By the other rules, where the view shows them. */
  readonly otherFigures: Partial<Record<AggregationId, number | null>> | null;
  /** Of those that make another order. */
  readonly otherPlaces: Partial<Record<AggregationId, number | null>> | null;
  readonly otherPlacesWithoutOne: Partial<Record<AggregationId, RankInterval | null>> | null;
  /** Main metrics that count and that this row lacks: why it is not ranked. */
  readonly missing: readonly MetricId[];
  readonly pinned: boolean;
  /** Scores mapped to 0 for the board's worst and 1 for its best; null unless the view shows them. */
  readonly relative: Partial<Record<MetricId, number>> | null;
}

/** What a view shows of a board, as plain data: the same whoever draws it. */
export interface BoardInView {
  readonly aggregation: AggregationId;
  /** Of the tasks in view, hidden ones included: what the aggregate is made from. */
  readonly taskMetrics: readonly MetricId[];
  /** With a column on screen. */
  readonly metrics: readonly MetricId[];
  /** Of `metrics`, over the whole cohort. */
  readonly scales: readonly ColumnScale[];
  readonly facts: readonly FactKey[];
  /** The rules beside the one in force; none where they are hidden. */
  readonly rules: readonly AggregationId[];
  /** Pinned ones first, the others filtered and in order. */
  readonly rows: readonly RowInView[];
  /** How many rows pass the filters, how many are pinned, and how many of these do not pass. */
  readonly passing: number;
  readonly pinned: number;
  readonly pinnedBesides: number;
  /** How many rows a bound of GMACs or of time leaves out because nobody has counted or timed them. */
  readonly uncounted: number;
  readonly untimed: number;
  /** How many of the rows have no figure. */
  readonly incomplete: number;
}

/** The part of a view that no filter, order or choice of columns changes; hundreds of rows take some milliseconds. */
export interface RankedBoard {
  readonly board: Board;
  readonly columns: readonly MetricColumn[];
  readonly taskColumns: readonly MetricColumn[];
  readonly aggregation: Aggregation;
  /** With all tasks, then without each of them. */
  readonly standings: readonly Standings[];
  readonly figures: ReadonlyMap<string, number | null>;
  /** Place by the aggregate: the order of the rows, which shared ranks do not give. */
  readonly places: Places;
}

export function rankBoard(
  board: Board,
  rule: Pick<BoardView, "category" | "aggregation" | "weights">,
): RankedBoard {
  const columns = metricsOfRows(board.rows).map(metricColumn);
  const taskColumns = columns.filter(
    (column) => rule.category === "all" || column.category === rule.category,
  );
  const aggregation = aggregationOf(rule.aggregation);
  const standings = standingsWithoutOne(board.rows, taskColumns, rule.weights);
  const figures = figuresOf(board.rows, standings[0] ?? new Map(), aggregation);
  const places = overallPlaces(board.rows, figures, aggregation.better);
  return { board, columns, taskColumns, aggregation, standings, figures, places };
}

/** Figures and places by every rule but the one in force, where the view shows them. */
function otherRules({ board, standings, aggregation }: RankedBoard, { groups }: BoardView) {
  if (!groups.includes("rules")) return [];
  return aggregations
    .filter(({ id }) => id !== aggregation.id)
    .map((rule) => {
      const figures = figuresOf(board.rows, standings[0] ?? new Map(), rule);
      return {
        ...{ id: rule.id, order: rule.order, figures },
        places: overallPlaces(board.rows, figures, rule.better),
        withoutOne: placesWithoutOne(board.rows, standings, rule),
      };
    });
}

const byRule = <Value>(entries: readonly (readonly [AggregationId, Value])[]) =>
  entries.length === 0 ? null : (Object.fromEntries(entries) as Partial<Record<AggregationId, Value>>);

function relativeScores(
  { cells }: BoardRow,
  columns: readonly MetricColumn[],
  scales: readonly ColumnScale[],
): Partial<Record<MetricId, number>> {
  const relative: Partial<Record<MetricId, number>> = {};
  for (const [index, { id }] of columns.entries()) {
    const [value, scale] = [cells[id]?.value, scales[index]];
    const own = value === undefined || !scale ? null : relativeScore(value, scale);
    if (own !== null) relative[id] = own;
  }
  return relative;
}

/** A ranked board as the rest of the view has it: filtered, in its order, with its columns. */
export function viewRanked(ranked: RankedBoard, view: BoardView): BoardInView {
  const { board, columns, taskColumns, aggregation, figures, places } = ranked;
  const shownColumns = taskColumns.filter(
    ({ task, primary }) => view.groups.includes(task) && (primary || view.groups.includes("losses")),
  );
  const scales = shownColumns.map((column) => columnScale(board.rows, column));
  const others = otherRules(ranked, view);
  const sorted = columns.find(({ id }) => id === view.sort);
  const intervals = rankIntervals(board.rows, view, columns, aggregation);
  const withoutOne = placesWithoutOne(board.rows, ranked.standings, aggregation);
  const otherOrders = others.filter(({ order }) => order !== aggregation.order);
  const ranks = shownRanks(sorted ? metricPlaces(board.rows, sorted) : places, intervals);
  const counted = countedColumns(taskColumns, view.weights);
  const passing = sortRows(filterRows(board, view), view, { columns, places, ...board });
  const shown = pinnedFirst(board.rows, passing, view.pins);
  const rows = shown.map((row): RowInView => {
    const { id } = row.backbone;
    return {
      ...row,
      rank: ranks.get(id) ?? null,
      rankInterval: intervals.get(id) ?? null,
      figure: figures.get(id) ?? null,
      placesWithoutOne: withoutOne.get(id) ?? null,
      otherFigures: byRule(others.map((rule) => [rule.id, rule.figures.get(id) ?? null])),
      otherPlaces: byRule(otherOrders.map((rule) => [rule.id, rule.places.get(id) ?? null])),
      otherPlacesWithoutOne: byRule(otherOrders.map((rule) => [rule.id, rule.withoutOne.get(id) ?? null])),
      missing: counted.flatMap((column) => (row.cells[column.id] ? [] : [column.id])),
      pinned: view.pins.includes(id),
      relative: view.scores === "relative" ? relativeScores(row, shownColumns, scales) : null,
    };
  });
  return {
    aggregation: aggregation.id,
    taskMetrics: taskColumns.map(({ id }) => id),
    metrics: shownColumns.map(({ id }) => id),
    scales,
    facts: factColumns(taskColumns, board)
      .filter(({ group }) => view.groups.includes(group))
      .map(({ key }) => key),
    rules: others.map(({ id }) => id),
    rows,
    passing: passing.length,
    pinned: rows.filter(({ pinned }) => pinned).length,
    pinnedBesides: shown.length - passing.length,
    uncounted: countUnknown(board, view, "mostGigaMacs"),
    untimed: countUnknown(board, view, "mostTime"),
    incomplete: rows.filter(({ missing }) => missing.length > 0).length,
  };
}

export function boardInView(board: Board, view: BoardView): BoardInView {
  return viewRanked(rankBoard(board, view), view);
}
