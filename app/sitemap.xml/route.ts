import { protocolTasks } from "#contract";
import { awaitingBackbones, listBackbones, listCohorts } from "#db/read/queries.ts";
import { boardPath } from "../_board/board-path.ts";
import { ofRows } from "../_server/sent-answers.ts";
import { places } from "../_shell/sections.ts";
import { keptAnswer } from "../api/_http/kept-answers.ts";
import { openText, readPreflight } from "../api/_http/open-data.ts";
import { siteOrigin } from "../api/_http/origin.ts";
import { sitemap } from "./page-list.ts";

export const dynamic = "force-dynamic";

/** Those that open at a fixed address: not in need of a board's, a state's or somebody's choice. */
const everyPage = places
  .map(([href]) => href)
  .filter((href) => !["/boards", "/embed", "/compare", "/s"].includes(href));

/** Pages that a search should find: not earlier states, comparisons of somebody's choice or views of a board. */
async function paths(): Promise<string[]> {
  const [cohorts, known, awaiting] = await Promise.all([listCohorts(), listBackbones(), awaitingBackbones()]);
  return [
    ...everyPage,
    ...cohorts.map(boardPath),
    ...protocolTasks.map(({ id }) => `/tasks/${id}`),
    ...[...known, ...awaiting].map(({ id }) => `/backbones/${id}`),
  ];
}

export async function GET(request: Request): Promise<Response> {
  const origin = siteOrigin(request);
  const make = async () => ({
    text: sitemap(origin, await paths()),
    type: "application/xml; charset=utf-8",
    headers: ofRows,
  });
  return openText(request, await keptAnswer(request, make, origin));
}

export const OPTIONS = readPreflight;
