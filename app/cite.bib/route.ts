import { listSnapshots, snapshot } from "#db/read/queries.ts";
import { ofRows } from "../_server/sent-answers.ts";
import { keptAnswer } from "../api/_http/kept-answers.ts";
import { nothingThere, openText, readPreflight } from "../api/_http/open-data.ts";
import { siteOrigin } from "../api/_http/origin.ts";
import { citation } from "./citation.ts";

export const dynamic = "force-dynamic";

/** BibTeX of the paper and of today's snapshot, or of `?snapshot=ID`. */
export async function GET(request: Request): Promise<Response> {
  const asked = new URL(request.url).searchParams.get("snapshot");
  const origin = siteOrigin(request);
  const make = async () => {
    const cited = asked === null ? (await listSnapshots())[0] : (await snapshot(asked))?.snapshot;
    if (asked !== null && !cited) return null;
    return {
      text: citation({ origin, snapshot: cited ?? null }),
      type: "application/x-bibtex; charset=utf-8",
      headers: ofRows,
    };
  };
  const answer = await keptAnswer(request, make, origin);
  return answer
    ? openText(request, answer)
    : nothingThere(`no snapshot "${asked}"; /api/v1/snapshots lists them`);
}

export const OPTIONS = readPreflight;
