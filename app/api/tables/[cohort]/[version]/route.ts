import { board, boardOfSnapshot } from "#db/read/queries.ts";
import { boardTable } from "../../../../_board/board-table.ts";
import { tableText } from "../../../../_board/sent-table.ts";
import { keptAnswer } from "../../../_http/kept-answers.ts";
import { jsonType, nothingThere, openText } from "../../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/**
 * The table that a page of this site was drawn from, in the site's own packing; data for others is in /api/v1. 404 where
 * the board is not, or not any more, in this version.
 */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ cohort: string; version: string }> },
): Promise<Response> {
  const { cohort, version } = await params;
  const snapshot = new URL(request.url).searchParams.get("snapshot");
  const answer = await keptAnswer(request, async () => {
    const found = snapshot === null ? await board(cohort) : await boardOfSnapshot(snapshot, cohort);
    const made = found && tableText(boardTable(found));
    return made?.version === version ? { text: made.text, type: jsonType, headers: forEver } : null;
  });
  if (answer) return openText(request, answer);
  return nothingThere(`no board "${cohort}" in version ${version}; its page names the version of now`);
}

const forEver = { "cache-control": "public, max-age=31536000, immutable" };
