import { backbonePage } from "#db/read/queries.ts";
import { keptAnswer } from "../../../_http/kept-answers.ts";
import { jsonType, nothingThere, openText, readPreflight } from "../../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** A backbone, all its results (corrected ones included, newest first) and its row on each board. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  const answer = await keptAnswer(request, async () => {
    const found = await backbonePage(id);
    return found && { text: JSON.stringify(found), type: jsonType };
  });
  return answer
    ? openText(request, answer)
    : nothingThere(`no backbone "${id}"; /api/v1/backbones lists them`);
}

export const OPTIONS = readPreflight;
