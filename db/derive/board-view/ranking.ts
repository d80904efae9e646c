import type { MetricId } from "#contract/tasks";
import type { Board } from "../board/board.ts";
import type { Cell } from "../board/cell.ts";
import { boardHead, headColumns } from "./board-head.ts";
import { boardInView, type RowInView } from "./board-in-view.ts";
import { type BoardView, defaultView, firstDirection } from "./view.ts";

function rowsIn(
  board: Board,
  change: (head: ReturnType<typeof boardHead>) => Partial<BoardView>,
): readonly RowInView[] {
  const head = boardHead(board);
  return boardInView(board, { ...defaultView(head), ...change(head) }).rows;
}

/** A board's rows by mean rank over all its tasks, best first, those without a rank last: its page's first view. */
export function overallRanking(board: Board): readonly RowInView[] {
  return rowsIn(board, () => ({}));
}

export interface RankedRow extends RowInView {
  /** Of the metric that ranks. */
  readonly cell: Cell;
  readonly rank: number;
}

/** The rows that have a metric, best first by it, ties by name, as the board's page sorts them. */
export function metricRanking(board: Board, metric: MetricId): RankedRow[] {
  const rows = rowsIn(board, (head) => ({
    sort: metric,
    direction: firstDirection(metric, headColumns(head)),
  }));
  return rows.flatMap((row) => {
    const { rank } = row;
    const cell = row.cells[metric];
    return cell && rank !== null ? [{ ...row, cell, rank }] : [];
  });
}
