import { paretoPage } from "../../../../_pareto/shown.ts";
import { type AskedBoard, boardView } from "../../../_http/board-view.ts";

export const dynamic = "force-dynamic";

/** The frontier of a long board in a view. */
export function GET(request: Request, asked: AskedBoard): Promise<Response> {
  return boardView(request, asked, paretoPage);
}
