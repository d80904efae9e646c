import type { Board, BoardRow } from "#db/derive/board/board.ts";
import { type BoardHead, boardHead, headColumns } from "#db/derive/board-view/board-head.ts";
import { trainingOf } from "#db/derive/board-view/training.ts";
import { type Candidate, candidates } from "./candidates.ts";
import { costs } from "./costs.ts";
import { type TimeShares, timeShares } from "./times.ts";
import { type ParetoView, parseParetoView, serialiseParetoView } from "./view.ts";

/** What a view shows of a board, as plain data. */
export interface ParetoShown {
  readonly found: readonly Candidate[];
  /** null where nobody has measured a time. */
  readonly times: TimeShares | null;
}

export function paretoShown(rows: readonly BoardRow[], head: BoardHead, view: ParetoView): ParetoShown {
  const column = headColumns(head).find(({ id }) => id === view.metric);
  const cost = costs.find(({ id }) => id === view.cost);
  if (!column || !cost) return { found: [], times: null };
  const chosen = rows.filter(
    ({ backbone }) => view.trainings.length === 0 || view.trainings.includes(trainingOf(backbone.category)),
  );
  return {
    found: candidates(chosen, column, cost, view.settingId ?? undefined),
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
