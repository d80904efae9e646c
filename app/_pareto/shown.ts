import type { MetricId } from "#contract/tasks";
import type { Board, BoardRow } from "#db/derive/board/board.ts";
import { type BoardHead, boardHead, headColumns } from "#db/derive/board-view/board-head.ts";
import type { MetricColumn } from "#db/derive/board-view/columns.ts";
import { pageRows } from "#db/derive/board-view/page-rows.ts";
import { trainingOf } from "#db/derive/board-view/training.ts";
import { type Candidate, candidates } from "./candidates.ts";
import { type Cost, costs } from "./costs.ts";
import { type TimeShares, timeShares } from "./times.ts";
import { type ParetoView, parseParetoView, serialiseParetoView } from "./view.ts";

/** What a view shows of a board, as plain data. */
export interface ParetoShown {
  readonly found: readonly Candidate[];
  /** null where nobody has measured a time. */
  readonly times: TimeShares | null;
  /** The same cost against the score of each task (paper, Fig. 8). */
  readonly fronts: readonly TaskFront[];
}

export interface TaskFront {
  readonly metric: MetricId;
  /** How many have both numbers. */
  readonly count: number;
  /** Cheapest first; of a long board those on the frontier alone. */
  readonly points: readonly Pick<Candidate, "id" | "label" | "training" | "cost" | "score" | "onFront">[];
}

function taskFront(
  rows: readonly BoardRow[],
  column: MetricColumn,
  cost: Cost,
  settingId?: string,
): TaskFront {
  const found = candidates(rows, column, cost, settingId);
  const drawn = rows.length > pageRows ? found.filter(({ onFront }) => onFront) : found;
  const points = drawn.map(({ id, label, training, cost: spent, score, onFront }) => ({
    ...{ id, label, training, cost: spent, score, onFront },
  }));
  return { metric: column.id, count: found.length, points };
}

export function paretoShown(rows: readonly BoardRow[], head: BoardHead, view: ParetoView): ParetoShown {
  const columns = headColumns(head);
  const column = columns.find(({ id }) => id === view.metric);
  const cost = costs.find(({ id }) => id === view.cost);
  if (!column || !cost) return { found: [], times: null, fronts: [] };
  const chosen = rows.filter(
    ({ backbone }) => view.trainings.length === 0 || view.trainings.includes(trainingOf(backbone.category)),
  );
  const settingId = view.settingId ?? undefined;
  const primary = columns.filter((one) => one.primary);
  return {
    found: candidates(chosen, column, cost, settingId),
    fronts: primary.map((one) => taskFront(chosen, one, cost, settingId)),
    times: view.settingId === null ? null : timeShares(chosen, column.task, view.settingId),
  };
}

/** What is sent of a board: a view of it with all that its controls offer. */
export interface ParetoPage {
  /** The view, as an address names it. */
  readonly query: string;
  readonly head: BoardHead;
  readonly shown: ParetoShown;
}

/** @param parameters of the page's address */
export function paretoPage(board: Board, parameters = new URLSearchParams()): ParetoPage {
  const head = boardHead(board);
  const view = parseParetoView(parameters, head);
  return {
    ...{ query: serialiseParetoView(view, head).toString(), head },
    shown: paretoShown(board.rows, head, view),
  };
}
