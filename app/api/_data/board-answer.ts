import { metricIds } from "#contract";
import type { Board, BoardRow } from "#db/board-types.ts";
import { type BoardInView, boardInView } from "../../_board/board-in-view.ts";
import { boardTable } from "../../_board/board-table.ts";
import { parseView, serialiseView } from "../../_board/view.ts";

export interface BoardAnswer extends Board {
  /** Id of the snapshot that was asked for; null: today's results. */
  readonly snapshot: string | null;
  /** The view as the board page's own query string; empty for its default. */
  readonly view: string;
  readonly aggregation: string;
  /** Metrics in view. */
  readonly metrics: readonly string[];
  /** Filtered and in the view's order. */
  readonly rows: readonly (BoardRow & { readonly rank: number | null; readonly figure: number | null })[];
}

function viewOf(board: Board, parameters: URLSearchParams): { shown: BoardInView; query: string } {
  const table = boardTable(board);
  const view = parseView(parameters, table.columns);
  return { shown: boardInView(table, view), query: serialiseView(view, table.columns).toString() };
}

/** A board as a view of it shows it; the parameters are those of the board page. */
export function boardAnswer(board: Board, parameters: URLSearchParams, snapshot: string | null): BoardAnswer {
  const { shown, query } = viewOf(board, parameters);
  const rowOf = new Map(board.rows.map((row) => [row.backbone.id, row]));
  const inView = new Set<string>(shown.columns.map(({ id }) => id));
  return {
    cohort: board.cohort,
    speedSettings: board.speedSettings,
    snapshot,
    view: query,
    aggregation: shown.aggregation.id,
    metrics: shown.columns.map(({ id }) => id),
    categories: board.categories.filter((one) => shown.columns.some(({ category }) => category === one)),
    rows: shown.rows.flatMap(({ row: { id }, rank, figure }) => {
      const row = rowOf.get(id);
      if (!row) return [];
      const cells: BoardRow["cells"] = {};
      for (const metric of metricIds) {
        const cell = row.cells[metric];
        if (cell && inView.has(metric)) cells[metric] = cell;
      }
      return [{ ...row, cells, rank, figure }];
    }),
  };
}

/** A spreadsheet would run a text that begins like a formula. */
const harmless = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

function field(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "number" ? String(value) : harmless(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const facts = [
  "backbone",
  "label",
  "category",
  "objective",
  "architecture",
  "pretraining_data",
  "input_size_pixels",
  "feature_rows",
  "feature_columns",
  "feature_channels",
  "parameters_millions",
  "licence",
  "leak",
] as const;

function factsOf({ backbone }: BoardRow): Record<(typeof facts)[number], string | number | null> {
  return {
    backbone: backbone.id,
    label: backbone.label,
    category: backbone.category,
    objective: backbone.objective,
    architecture: backbone.architecture,
    pretraining_data: backbone.pretrainingData,
    input_size_pixels: backbone.inputSizePixels,
    feature_rows: backbone.featureGrid[0],
    feature_columns: backbone.featureGrid[1],
    feature_channels: backbone.featureDim,
    parameters_millions: backbone.parametersMillions,
    licence: backbone.licence,
    leak: backbone.leak,
  };
}

/** The same view as CSV (RFC 4180): a line a backbone; for each metric its value, interval, seeds and source. */
export function boardCsv(answer: BoardAnswer): string {
  const shown = metricIds.filter((id) => answer.metrics.includes(id));
  const head = [
    "rank",
    answer.aggregation.replaceAll("-", "_"),
    ...facts,
    ...shown.flatMap((id) => [id, `${id} low`, `${id} high`, `${id} seeds`, `${id} source`]),
  ];
  const lines = answer.rows.map((row) => {
    const own = factsOf(row);
    return [
      row.rank,
      row.figure,
      ...facts.map((name) => own[name]),
      ...shown.flatMap((id) => {
        const cell = row.cells[id];
        return [cell?.value, cell?.interval?.[0], cell?.interval?.[1], cell?.seeds, cell?.source];
      }),
    ];
  });
  return [head, ...lines].map((line) => `${line.map(field).join(",")}\r\n`).join("");
}
