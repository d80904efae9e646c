import { useCallback, useMemo } from "react";
import { useUrlState } from "../_parts/url-state.ts";
import { type BoardInView, columnsInView, rankBoard, rowsInView } from "./board-in-view.ts";
import type { BoardTable } from "./board-table.ts";
import { type Facets, facetsOf } from "./facets.ts";
import { type BoardView, parseView, serialiseView } from "./view.ts";

/** What to change of the view in the URL; changes begin at the first page again, unless they are of the page. */
type Change = Partial<BoardView> | ((view: BoardView) => Partial<BoardView>);
export type ChangeView = (change: Change, step?: "push" | "replace") => void;

export interface BoardState {
  readonly table: BoardTable;
  readonly facets: Facets;
  readonly view: BoardView;
  /** Always the same function: it reads the view that it changes from the URL. */
  readonly change: ChangeView;
  readonly reset: () => void;
  readonly shown: BoardInView;
}

/** The view in the URL of a board, and what it shows. Ranking, columns and rows are each made anew only where they change. */
export function useBoardView(table: BoardTable): BoardState {
  const facets = useMemo(() => facetsOf(table.rows), [table]);
  const parse = useCallback(
    (parameters: URLSearchParams) => parseView(parameters, table, facets),
    [table, facets],
  );
  const serialise = useCallback((view: BoardView) => serialiseView(view, table.columns), [table]);
  const [view, show] = useUrlState(parse, serialise);
  const change = useCallback<ChangeView>(
    (change, step = "push") => {
      const now = parse(new URLSearchParams(location.search));
      show({ ...now, page: 1, ...(typeof change === "function" ? change(now) : change) }, step);
    },
    [parse, show],
  );
  const reset = useCallback(() => show(parse(new URLSearchParams()), "push"), [parse, show]);

  const { category, aggregation, weights } = view;
  const weightsKey = Object.values(weights).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: equal weights are the same rule, whichever object they are
  const ranked = useMemo(
    () => rankBoard(table, { category, aggregation, weights }),
    [table, category, aggregation, weightsKey],
  );
  const groupsKey = view.groups.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: so are equal groups
  const columns = useMemo(
    () => columnsInView(table, { groups: view.groups }, ranked),
    [table, ranked, groupsKey],
  );
  const rows = useMemo(() => rowsInView(table, view, ranked), [table, view, ranked]);
  const { tasks, aggregation: rule } = ranked;
  return { table, facets, view, change, reset, shown: { tasks, aggregation: rule, ...columns, ...rows } };
}
