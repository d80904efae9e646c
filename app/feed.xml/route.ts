import { listSnapshots, newestResults } from "#db/read/queries.ts";
import { openText, readPreflight } from "../api/_http/open-data.ts";
import { siteOrigin } from "../api/_http/origin.ts";
import { atomFeed } from "./atom.ts";

export const dynamic = "force-dynamic";

const newest = 50;

/** Atom feed of the newest uploads and of each day's last snapshot. */
export async function GET(request: Request): Promise<Response> {
  const today = new Date().toISOString().slice(0, 10);
  // Until midnight another upload may still make another snapshot the day's last.
  const snapshots = (await listSnapshots())
    .filter(({ lastOfDay, takenAt }) => lastOfDay && takenAt.slice(0, 10) < today)
    .slice(0, newest);
  return openText(request, {
    text: atomFeed(siteOrigin(request), await newestResults(newest), snapshots),
    type: "application/atom+xml; charset=utf-8",
  });
}

export const OPTIONS = readPreflight;
