import { type MetricId, taskIds } from "#contract";
import type { BackboneFacts } from "#db/derive/board/backbone-facts.ts";
import type { Board, BoardRow } from "#db/derive/board/board.ts";
import type { RankInterval } from "#db/derive/board/ranks.ts";
import type { AggregationId } from "../../_board/aggregate.ts";
import { type BoardInView, boardInView } from "../../_board/board-in-view.ts";
import { type BackboneRow, boardTable } from "../../_board/board-table.ts";
import { relativeScore } from "../../_board/column-scale.ts";
import type { backboneFactKeys, FactKey } from "../../_board/fact-columns.ts";
import { parseView, serialiseView } from "../../_board/view.ts";

export interface BoardAnswer extends Board {
  /** Id of the snapshot that was asked for; null: today's results. */
  readonly snapshot: string | null;
  /** The view as the board page's own query string; empty for its default. */
  readonly view: string;
  readonly aggregation: AggregationId;
  /** Metrics with a column in view. */
  readonly metrics: readonly MetricId[];
  /** Facts of the backbone with a column in view. */
  readonly facts: readonly FactKey[];
  /** Pinned ones first, the others filtered and in the view's order. */
  readonly rows: readonly AnswerRow[];
}

export interface AnswerRow extends BoardRow {
  readonly rank: number | null;
  readonly rankInterval: RankInterval | null;
  readonly figure: number | null;
  /** By the other rules, where the view shows them. */
  readonly otherFigures: Partial<Record<AggregationId, number | null>> | null;
  /** Main metrics that count and that this row lacks: why it is not ranked. */
  readonly missing: readonly MetricId[];
  readonly pinned: boolean;
  /** Scores mapped to 0 for the board's worst and 1 for its best; null unless the view shows them. */
  readonly relative: Partial<Record<MetricId, number>> | null;
}

function viewOf(board: Board, parameters: URLSearchParams) {
  const table = boardTable(board);
  const view = { ...parseView(parameters, table), page: 1 };
  return { shown: boardInView(table, view), view, query: serialiseView(view, table.columns).toString() };
}

function relativeOf({ scores }: BackboneRow, { columns, scales }: BoardInView): AnswerRow["relative"] {
  const relative: Partial<Record<MetricId, number>> = {};
  for (const [index, { id }] of columns.entries()) {
    const [value, scale] = [scores[id]?.value, scales[index]];
    const own = value === undefined || !scale ? null : relativeScore(value, scale);
    if (own !== null) relative[id] = own;
  }
  return relative;
}

function otherFiguresOf({ id }: BackboneRow, { rules }: BoardInView): AnswerRow["otherFigures"] {
  if (rules.length === 0) return null;
  return Object.fromEntries(
    rules.map(({ aggregation, figures }) => [aggregation.id, figures.get(id) ?? null]),
  );
}

/** A board as a view of it shows it, all its pages; the parameters are those of the board page. */
export function boardAnswer(board: Board, parameters: URLSearchParams, snapshot: string | null): BoardAnswer {
  const { shown, view, query } = viewOf(board, parameters);
  const rowOf = new Map(board.rows.map((row) => [row.backbone.id, row]));
  const metrics = shown.columns.map(({ id }) => id);
  return {
    cohort: board.cohort,
    speedSettings: board.speedSettings,
    snapshot,
    view: query,
    aggregation: shown.aggregation.id,
    metrics,
    facts: shown.facts.map(({ key }) => key),
    categories: board.categories.filter((one) => shown.columns.some(({ category }) => category === one)),
    rows: shown.rows.flatMap(({ row: plain, rank, rankInterval, figure, missing, pinned }) => {
      const row = rowOf.get(plain.id);
      if (!row) return [];
      const cells: BoardRow["cells"] = {};
      for (const metric of metrics) {
        const cell = row.cells[metric];
        if (cell) cells[metric] = cell;
      }
      const relative = view.scores === "relative" ? relativeOf(plain, shown) : null;
      const otherFigures = otherFiguresOf(plain, shown);
      const lacking = missing.map(({ id }) => id);
      const placed = { rank, rankInterval, figure, otherFigures };
      return [{ ...row, cells, ...placed, missing: lacking, pinned, relative }];
    }),
  };
}

type Field = string | number | null | undefined;

/** A spreadsheet would run a text that begins like a formula. */
const harmless = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

function field(value: Field): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "number" ? String(value) : harmless(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Columns of the CSV for each fact that a view can show; the features are three numbers. */
const factFields: Readonly<
  Record<(typeof backboneFactKeys)[number], Readonly<Record<string, (backbone: BackboneFacts) => Field>>>
> = {
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

type CsvColumn = readonly [name: string, of: (row: AnswerRow) => Field];

/** Times of the setting on screen, which the column names. */
function timeFields({ speedSettings: [setting] }: BoardAnswer): CsvColumn[] {
  if (!setting) return [];
  const time = ({ speeds }: AnswerRow) => speeds.find(({ settingId }) => settingId === setting.id)?.backbone;
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
    ...(relative ? [[`${id} relative`, (row: AnswerRow) => row.relative?.[id]] as const] : []),
    [id, ({ cells }) => cells[id]?.value],
    [`${id} low`, ({ cells }) => cells[id]?.interval?.[0]],
    [`${id} high`, ({ cells }) => cells[id]?.interval?.[1]],
    [`${id} seeds`, ({ cells }) => cells[id]?.seeds],
    [`${id} source`, ({ cells }) => cells[id]?.source],
  ]);
  const rules = Object.keys(answer.rows[0]?.otherFigures ?? {}) as AggregationId[];
  const figureName = (rule: AggregationId) => rule.replaceAll("-", "_");
  return [
    ["rank", (row) => row.rank],
    ["rank low", (row) => row.rankInterval?.[0]],
    ["rank high", (row) => row.rankInterval?.[1]],
    [figureName(answer.aggregation), (row) => row.figure],
    ...rules.map((rule): CsvColumn => [figureName(rule), (row) => row.otherFigures?.[rule]]),
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
  return [columns.map(([name]) => name), ...lines].map((line) => `${line.map(field).join(",")}\r\n`).join("");
}
