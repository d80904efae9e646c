import { optionsOf } from "#db/read/queries.ts";
import { chosenPage } from "../../../../_choose/shown.ts";
import { type AskedBoard, boardView } from "../../../_http/board-view.ts";

export const dynamic = "force-dynamic";

/** The short list of a long board for a question. */
export function GET(request: Request, asked: AskedBoard): Promise<Response> {
  return boardView(request, asked, async (board, parameters) =>
    chosenPage(board, await optionsOf(board), parameters),
  );
}
