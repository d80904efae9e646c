import { board, optionsOf } from "#db/read/queries.ts";
import { chosenPage } from "../../../../_choose/shown.ts";
import { keptData } from "../../../_http/kept-answers.ts";

export const dynamic = "force-dynamic";

/** The short list of a long board for a question, for the page's own view; data for others is in /api/v1. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ cohort: string }> },
): Promise<Response> {
  const { cohort } = await params;
  const { searchParams } = new URL(request.url);
  const find = async () => {
    const found = await board(cohort);
    return found && chosenPage(found, await optionsOf(found), searchParams);
  };
  return keptData(request, find, `no board "${cohort}"`);
}
