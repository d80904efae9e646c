import { board, boardOfSnapshot, listCohorts } from "#db/queries.ts";
import { boardAnswer, boardCsv } from "../../../_data/board-answer.ts";
import { badRequest, nothingThere, openData, openText, readPreflight } from "../../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/**
 * One cohort's board as a view of the board page shows it, by the same parameters; `format=csv` for a table and
 * `snapshot=ID` for an older state. 404 names the boards there are.
 */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ cohort: string }> },
): Promise<Response> {
  const { cohort } = await params;
  const { searchParams } = new URL(request.url);
  const format = searchParams.get("format") ?? "json";
  if (format !== "json" && format !== "csv") return badRequest(`format ${format}; expected json or csv`);
  const snapshot = searchParams.get("snapshot");
  const found = snapshot === null ? await board(cohort) : await boardOfSnapshot(snapshot, cohort);
  if (!found) {
    const known = (await listCohorts()).map(({ id }) => id).join(", ");
    const where = snapshot === null ? "" : ` in snapshot "${snapshot}"`;
    return nothingThere(`no board "${cohort}"${where}; boards today: ${known}`);
  }
  const answer = boardAnswer(found, searchParams, snapshot);
  if (format === "json") return openData(request, JSON.stringify(answer));
  return openText(request, {
    text: boardCsv(answer),
    type: "text/csv; charset=utf-8",
    filename: `${[cohort, ...(snapshot ? [snapshot] : [])].join("-")}.csv`,
  });
}

export const OPTIONS = readPreflight;
