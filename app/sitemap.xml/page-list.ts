import { escapeXml } from "../api/_http/escape-xml.ts";

/** No more may be in one file. */
const mostAddresses = 50_000;

/** A sitemap (sitemaps.org, 0.9) of a site's pages by their paths, each once. */
export function sitemap(origin: string, paths: readonly string[]): string {
  const addresses = [...new Set(paths)].slice(0, mostAddresses);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ...addresses.map((path) => `<url><loc>${escapeXml(`${origin}${path}`)}</loc></url>`),
    "</urlset>",
    "",
  ].join("\n");
}
