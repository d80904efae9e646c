import { boardAsOf, listCohorts, snapshot as snapshotPage } from "#db/read/queries.ts";
import { boardAnswer, boardCsv } from "../../../_data/board-answer.ts";
import type { AskedBoard } from "../../../_http/board-view.ts";
import { keptAnswer } from "../../../_http/kept-answers.ts";
import { badRequest, jsonType, nothingThere, openText, readPreflight } from "../../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/**
 * One cohort's board as a view of the board page shows it, by the same parameters; `format=csv` for a table and
 * `snapshot=ID` for an older state. 404 names the boards there are.
 */
export async function GET(request: Request, { params }: AskedBoard): Promise<Response> {
  const { cohort } = await params;
  const { searchParams } = new URL(request.url);
  const format = searchParams.get("format") ?? "json";
  if (format !== "json" && format !== "csv") return badRequest(`format ${format}; expected json or csv`);
  const snapshot = searchParams.get("snapshot");
  const answer = await keptAnswer(request, async () => {
    const found = await boardAsOf(snapshot, cohort);
    if (!found) return null;
    const page = snapshot === null ? null : await snapshotPage(snapshot);
    const since = page && { id: page.snapshot.id, withdrawn: page.withdrawn };
    const shown = boardAnswer(found, searchParams, since);
    if (format === "json") return { text: JSON.stringify(shown), type: jsonType };
    const filename = `${[cohort, ...(snapshot ? [snapshot] : [])].join("-")}.csv`;
    return { text: boardCsv(shown), type: "text/csv; charset=utf-8", filename };
  });
  if (answer) return openText(request, answer);
  const known = (await listCohorts()).map(({ id }) => id).join(", ");
  const where = snapshot === null ? "" : ` in snapshot "${snapshot}"`;
  return nothingThere(`no board "${cohort}"${where}; boards today: ${known}`);
}

export const OPTIONS = readPreflight;
