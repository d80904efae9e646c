import { decisionLog, listSnapshots, newestResults } from "#db/read/queries.ts";
import { keptAnswer } from "../api/_http/kept-answers.ts";
import { openText, readPreflight } from "../api/_http/open-data.ts";
import { siteOrigin } from "../api/_http/origin.ts";
import { atomFeed } from "./atom.ts";

export const dynamic = "force-dynamic";

const newest = 50;

/** Atom feed of the newest uploads and of each day's last snapshot. */
export async function GET(request: Request): Promise<Response> {
  const today = new Date().toISOString().slice(0, 10);
  const origin = siteOrigin(request);
  const make = async () => {
    // Until midnight another upload may still make another snapshot the day's last.
    const snapshots = (await listSnapshots())
      .filter(({ lastOfDay, takenAt }) => lastOfDay && takenAt.slice(0, 10) < today)
      .slice(0, newest);
    const decisions = (await decisionLog()).slice(0, newest);
    const text = atomFeed(origin, await newestResults(newest), snapshots, decisions);
    return { text, type: "application/atom+xml; charset=utf-8" };
  };
  return openText(request, await keptAnswer(request, make, `${origin} ${today}`));
}

export const OPTIONS = readPreflight;
