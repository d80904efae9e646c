import type { Board } from "#db/derive/board/board.ts";
import { board } from "#db/read/queries.ts";
import { keptData } from "./kept-answers.ts";

/** What Next hands a route that has a board in its path. */
export interface AskedBoard {
  readonly params: Promise<{ cohort: string }>;
}

/**
 * What a page shows of a long board in a view, for its own scripts; data for others is in /api/v1. 404 where there is no such
 * board.
 *
 * @param show with the parameters of the page's address
 */
export async function boardView(
  request: Request,
  { params }: AskedBoard,
  show: (board: Board, parameters: URLSearchParams) => object | Promise<object>,
  find: (cohort: string, parameters: URLSearchParams) => Promise<Board | null> = (cohort) => board(cohort),
): Promise<Response> {
  const { cohort } = await params;
  const { searchParams } = new URL(request.url);
  const shown = async () => {
    const found = await find(cohort, searchParams);
    return found && show(found, searchParams);
  };
  return keptData(request, shown, `no board "${cohort}"`);
}
