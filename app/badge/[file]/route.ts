import { board, listBackbones, listCohorts } from "#db/read/queries.ts";
import { ofRows } from "../../_server/sent-answers.ts";
import { keptAnswer } from "../../api/_http/kept-answers.ts";
import { openText, readPreflight } from "../../api/_http/open-data.ts";
import { backboneBadge, metricOfSlug, unknownBadge } from "./backbone-badge.ts";
import { type Badge, badgeSvg } from "./badge-svg.ts";

export const dynamic = "force-dynamic";

const svg = { type: "image/svg+xml; charset=utf-8" };
const headers = {
  // Image proxies of readmes keep it, and ask each time whether it is still right.
  "cache-control": "public, no-cache",
  // Opened by itself an SVG is a document.
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
};

function missing(what: string): Response {
  return new Response(badgeSvg(unknownBadge(what)), {
    status: 404,
    headers: { ...headers, ...ofRows, "content-type": svg.type, "access-control-allow-origin": "*" },
  });
}

/** The badge from the asked board, else from the first that has it: the paper's, then official, then scenes. */
async function findBadge(
  id: string,
  { cohort, metric }: { cohort: string | null; metric: ReturnType<typeof metricOfSlug> },
): Promise<Badge | null> {
  if (!(await listBackbones()).some((one) => one.id === id)) return null;
  const ids = cohort === null ? (await listCohorts()).map((one) => one.id) : [cohort];
  for (const one of ids) {
    const found = await board(one);
    const badge = found && backboneBadge(found, id, metric ?? null);
    if (badge) return badge;
  }
  return null;
}

/** `/badge/ID.svg`: a backbone's overall rank; `?metric=voc2012.iou` its score there; `?cohort=ID` of one board. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ file: string }> },
): Promise<Response> {
  const { file } = await params;
  const id = /^(.+)\.svg$/.exec(file)?.[1];
  if (!id) return missing(`badge ${file}`);
  const { searchParams } = new URL(request.url);
  const asked = searchParams.get("metric");
  const metric = asked === null ? undefined : metricOfSlug(asked);
  if (asked !== null && !metric) return missing(`metric ${asked}`);
  const answer = await keptAnswer(request, async () => {
    const badge = await findBadge(id, { cohort: searchParams.get("cohort"), metric });
    return badge && { text: badgeSvg(badge), ...svg, headers };
  });
  return answer ? openText(request, answer) : missing(`backbone ${id}`);
}

export const OPTIONS = readPreflight;
