import { ofRows } from "../_server/sent-answers.ts";
import { openText, readPreflight } from "../api/_http/open-data.ts";
import { siteOrigin } from "../api/_http/origin.ts";

export const dynamic = "force-dynamic";

/**
 * Everything may be read. Crawlers are asked to leave out what is no page of its own: data, and the address that leads to the
 * comparison of a choice. Views of a board name the board as their canonical address.
 */
export function GET(request: Request): Response {
  const lines = ["User-agent: *", "Disallow: /api/", "Disallow: /compare?"];
  const text = [...lines, "", `Sitemap: ${siteOrigin(request)}/sitemap.xml`, ""].join("\n");
  return openText(request, { text, type: "text/plain; charset=utf-8", headers: ofRows });
}

export const OPTIONS = readPreflight;
