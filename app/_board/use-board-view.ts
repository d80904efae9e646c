import { useCallback, useEffect, useMemo, useState } from "react";
import type { Board } from "#db/derive/board/board.ts";
import type { BoardHead } from "#db/derive/board-view/board-head.ts";
import type { BoardPage, PageInView } from "#db/derive/board-view/page-in-view.ts";
import { type BoardView, parseView, serialiseView } from "#db/derive/board-view/view.ts";
import { wholeBoard } from "#db/derive/board-view/whole-board.ts";
import { untilItComes } from "../_parts/until-it-comes.ts";
import { useUrlState } from "../_parts/url-state.ts";
import { useFetched } from "../_parts/use-fetched.ts";

/** What to change of the view in the URL; changes begin at the first page again, unless they are of the page. */
type Change = Partial<BoardView> | ((view: BoardView) => Partial<BoardView>);
export type ChangeView = (change: Change, step?: "push" | "replace") => void;

export interface BoardState {
  /** An older state of the results; null: today's. */
  readonly snapshotId: string | null;
  readonly head: BoardHead;
  readonly view: BoardView;
  /** Always the same function: it reads the view that it changes from the URL. */
  readonly change: ChangeView;
  readonly reset: () => void;
  readonly shown: PageInView;
  /** Is this what the view shows? A long board's is on its way otherwise. */
  readonly isCurrent: boolean;
}

/**
 * The view in the URL of a board, and what it shows: what the document holds where that is it; of any other it is made
 * here from a board of one page, and fetched of a longer one, whose rows would take a phone seconds.
 *
 * @param snapshotId an older state of the results; null: today's
 */
export function useBoardView(first: BoardPage, snapshotId: string | null): BoardState {
  const { head } = first;
  const parse = useCallback((parameters: URLSearchParams) => parseView(parameters, head), [head]);
  const serialise = useCallback((view: BoardView) => serialiseView(view, head), [head]);
  const [view, show] = useUrlState(parse, serialise);
  const change = useCallback<ChangeView>(
    (change, step = "push") => {
      const now = parse(new URLSearchParams(location.search));
      show({ ...now, page: 1, ...(typeof change === "function" ? change(now) : change) }, step);
    },
    [parse, show],
  );
  const reset = useCallback(() => show(parse(new URLSearchParams()), "push"), [parse, show]);
  const parameters = serialise(view);
  const query = parameters.toString();
  const held = [first, first.drawn].find((one) => one?.query === query);
  const board = useMemo(() => wholeBoard(first), [first]);
  const made = useViewOf(held ? null : board, view);
  if (snapshotId !== null) parameters.set("snapshot", snapshotId);
  const address = held || board ? null : `/api/views/boards/${head.cohort.id}?${parameters}`;
  const { answer, isCurrent } = useFetched<BoardPage>(address);
  const newest = address === null ? null : answer;
  // Until a view is there, the rows stay that were drawn.
  const { shown } = held ?? newest ?? first.drawn ?? first;
  return {
    snapshotId,
    head: newest?.head ?? head,
    view,
    change,
    reset,
    shown: made ?? shown,
    isCurrent: held !== undefined || (board ? made !== null : isCurrent),
  };
}

type MakeView = typeof import("./made-view.ts");

/**
 * The ranking is made anew only where it changes. What makes it is loaded with the first view that is not the document's.
 *
 * @returns null: the document has the view, or what makes it is on its way
 */
function useViewOf(board: Board | null, view: BoardView): PageInView | null {
  const [make, setMake] = useState<MakeView | null>(null);
  useEffect(() => {
    if (board && !make) untilItComes(() => import("./made-view.ts")).then(setMake);
  }, [board, make]);
  const { category, aggregation, weights } = view;
  const weightsKey = Object.values(weights).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: equal weights are the same rule, whichever object they are
  const ranked = useMemo(
    () => board && make?.rankBoard(board, { category, aggregation, weights }),
    [board, make, category, aggregation, weightsKey],
  );
  return useMemo(
    () => (ranked && make?.pageOf(make.viewRanked(ranked, view), view.page)) ?? null,
    [ranked, make, view],
  );
}
