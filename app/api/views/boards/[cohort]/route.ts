import { boardPage } from "#db/derive/board-view/page-in-view.ts";
import { board, boardOfSnapshot } from "#db/read/queries.ts";
import { keptData } from "../../../_http/kept-answers.ts";

export const dynamic = "force-dynamic";

/** A page of a long board in a view, for the board's own page in a browser; data for others is in /api/v1. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ cohort: string }> },
): Promise<Response> {
  const { cohort } = await params;
  const { searchParams } = new URL(request.url);
  const snapshot = searchParams.get("snapshot");
  const find = async () => {
    const found = snapshot === null ? await board(cohort) : await boardOfSnapshot(snapshot, cohort);
    return found && boardPage(found, searchParams);
  };
  return keptData(request, find, `no board "${cohort}"`);
}
