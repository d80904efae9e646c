import { type MetricId, taskIds } from "#contract";
import type { BackboneFacts } from "#db/derive/board/backbone-facts.ts";
import type { Board, BoardRow } from "#db/derive/board/board.ts";
import type { AggregationId } from "#db/derive/board-view/aggregations.ts";
import { boardHead } from "#db/derive/board-view/board-head.ts";
import { type BoardInView, boardInView, type RowInView } from "#db/derive/board-view/board-in-view.ts";
import { metricColumn } from "#db/derive/board-view/columns.ts";
import type { backboneFactKeys } from "#db/derive/board-view/fact-columns.ts";
import { parseView, serialiseView } from "#db/derive/board-view/view.ts";
import { withdrawnOf } from "#db/derive/board-view/withdrawn.ts";
import { type CsvField, csvText } from "#db/derive/csv.ts";
import type { Tombstone } from "#db/read/decisions.ts";

export interface BoardAnswer extends Board, Pick<BoardInView, "aggregation" | "metrics" | "facts"> {
  /** Id of the snapshot that was asked for; null: today's results. */
  readonly snapshot: string | null;
  /** What was withdrawn since of the results behind a snapshot's rows; nothing of today's. */
  readonly withdrawn: readonly Tombstone[];
  /** The view as the board page's own query string; empty for its default. */
  readonly view: string;
  /** Pinned ones first, the others filtered and in the view's order; of their cells those in view. */
  readonly rows: readonly RowInView[];
}

function cellsOf({ cells }: BoardRow, metrics: readonly MetricId[]): BoardRow["cells"] {
  return Object.fromEntries(metrics.flatMap((id) => (cells[id] ? [[id, cells[id]]] : [])));
}

/** A board as a view of it shows it, all its pages; the parameters are those of the board page. */
export function boardAnswer(
  board: Board,
  parameters: URLSearchParams,
  snapshot: { readonly id: string; readonly withdrawn: readonly Tombstone[] } | null,
): BoardAnswer {
  const head = boardHead(board);
  const view = { ...parseView(parameters, head), page: 1 };
  const { aggregation, metrics, facts, rows } = boardInView(board, view);
  const pins = rows.filter(({ pinned }) => pinned).map(({ backbone }) => backbone.id);
  const inView = metrics.map((id) => metricColumn(id).category);
  return {
    cohort: board.cohort,
    speedSettings: board.speedSettings,
    snapshot: snapshot?.id ?? null,
    withdrawn: withdrawnOf(board, snapshot?.withdrawn ?? []),
    view: serialiseView({ ...view, pins }, head).toString(),
    aggregation,
    metrics,
    facts,
    statistics: Object.fromEntries(
      metrics.flatMap((id) => (board.statistics[id] ? [[id, board.statistics[id]]] : [])),
    ),
    categories: board.categories.filter((category) => inView.includes(category)),
    rows: rows.map((row) => ({ ...row, cells: cellsOf(row, metrics) })),
  };
}

/** Columns of the CSV for each fact that a view can show; the features are three numbers. */
const factFields: Readonly<
  Record<(typeof backboneFactKeys)[number], Readonly<Record<string, (backbone: BackboneFacts) => CsvField>>>
> = {
  macs: { giga_macs: (backbone) => backbone.gigaMacs },
  parameters: { parameters_millions: (backbone) => backbone.parametersMillions },
  input: { input_size_pixels: (backbone) => backbone.inputSizePixels },
  features: {
    feature_rows: (backbone) => backbone.featureGrid[0],
    feature_columns: (backbone) => backbone.featureGrid[1],
    feature_channels: (backbone) => backbone.featureDim,
  },
  objective: { objective: (backbone) => backbone.objective },
  architecture: { architecture: (backbone) => backbone.architecture },
  data: { pretraining_data: (backbone) => backbone.pretrainingData },
  licence: { licence: (backbone) => backbone.licence },
  leak: { leak: (backbone) => backbone.leak },
};

type CsvColumn = readonly [name: string, of: (row: RowInView) => CsvField];

/** Times of the setting on screen, which the column names. */
function timeFields({ speedSettings: [setting] }: BoardAnswer): CsvColumn[] {
  if (!setting) return [];
  const time = ({ speeds }: RowInView) => speeds.find(({ settingId }) => settingId === setting.id)?.backbone;
  return [[`relative_time on ${setting.label}`, time]];
}

function csvColumns(answer: BoardAnswer): CsvColumn[] {
  const facts = answer.facts.flatMap((key): CsvColumn[] => {
    const task = taskIds.find((id) => key === `readout.${id}`);
    if (task) return [[`${task} readout_parameters_millions`, (row) => row.learnableMillions[task]]];
    if (key === "time") return timeFields(answer);
    const fields = Object.entries(factFields[key as (typeof backboneFactKeys)[number]]);
    return fields.map(([name, of]) => [name, ({ backbone }) => of(backbone)]);
  });
  const relative = answer.rows.some((row) => row.relative);
  const metrics = answer.metrics.flatMap((id): CsvColumn[] => [
    ...(relative ? [[`${id} relative`, (row: RowInView) => row.relative?.[id]] as const] : []),
    [id, ({ cells }) => cells[id]?.value],
    [`${id} low`, ({ cells }) => cells[id]?.interval?.[0]],
    [`${id} high`, ({ cells }) => cells[id]?.interval?.[1]],
    [`${id} interval covers`, ({ cells }) => cells[id]?.intervalCovers],
    [`${id} seeds`, ({ cells }) => cells[id]?.seeds],
    [`${id} source`, ({ cells }) => cells[id]?.source],
    [`${id} second run`, ({ cells }) => cells[id]?.secondRun],
  ]);
  const rules = Object.keys(answer.rows[0]?.otherFigures ?? {}) as AggregationId[];
  const orders = Object.keys(answer.rows[0]?.otherPlaces ?? {}) as AggregationId[];
  const figureName = (rule: AggregationId) => rule.replaceAll("-", "_");
  return [
    ["rank", (row) => row.rank],
    ["rank low", (row) => row.rankInterval?.[0]],
    ["rank high", (row) => row.rankInterval?.[1]],
    [figureName(answer.aggregation), (row) => row.figure],
    ["rank without one task low", (row) => row.placesWithoutOne?.[0]],
    ["rank without one task high", (row) => row.placesWithoutOne?.[1]],
    ...rules.map((rule): CsvColumn => [figureName(rule), (row) => row.otherFigures?.[rule]]),
    ...orders.flatMap((rule): CsvColumn[] => [
      [`${figureName(rule)} rank`, (row) => row.otherPlaces?.[rule]],
      [`${figureName(rule)} rank without one task low`, (row) => row.otherPlacesWithoutOne?.[rule]?.[0]],
      [`${figureName(rule)} rank without one task high`, (row) => row.otherPlacesWithoutOne?.[rule]?.[1]],
    ]),
    ["backbone", ({ backbone }) => backbone.id],
    ["label", ({ backbone }) => backbone.label],
    ["category", ({ backbone }) => backbone.category],
    ["pinned", ({ pinned }) => (pinned ? "yes" : "no")],
    ...facts,
    ...metrics,
  ];
}

/**
 * The same view as CSV (RFC 4180): a line a backbone, its rank with the interval, then the columns in view; for each
 * metric its value, interval, seeds and source, and before them the relative score where the view shows that.
 */
export function boardCsv(answer: BoardAnswer): string {
  const columns = csvColumns(answer);
  const lines = answer.rows.map((row) => columns.map(([, of]) => of(row)));
  return csvText([columns.map(([name]) => name), ...lines]);
}
