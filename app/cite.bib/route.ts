import { listSnapshots, snapshot } from "#db/read/queries.ts";
import { nothingThere, openText, readPreflight } from "../api/_http/open-data.ts";
import { siteOrigin } from "../api/_http/origin.ts";
import { citation } from "./citation.ts";

export const dynamic = "force-dynamic";

/** BibTeX of the paper and of today's snapshot, or of `?snapshot=ID`. */
export async function GET(request: Request): Promise<Response> {
  const asked = new URL(request.url).searchParams.get("snapshot");
  const cited = asked === null ? (await listSnapshots())[0] : (await snapshot(asked))?.snapshot;
  if (asked !== null && !cited) return nothingThere(`no snapshot "${asked}"; /api/v1/snapshots lists them`);
  return openText(request, {
    text: citation({ origin: siteOrigin(request), snapshot: cited ?? null }),
    type: "application/x-bibtex; charset=utf-8",
  });
}

export const OPTIONS = readPreflight;
