import { boardPage } from "#db/derive/board-view/page-in-view.ts";
import { boardAsOf } from "#db/read/queries.ts";
import { type AskedBoard, boardView } from "../../../_http/board-view.ts";

export const dynamic = "force-dynamic";

/** A page of a long board in a view, today's or a snapshot's. */
export function GET(request: Request, asked: AskedBoard): Promise<Response> {
  return boardView(request, asked, boardPage, (cohort, parameters) =>
    boardAsOf(parameters.get("snapshot"), cohort),
  );
}
