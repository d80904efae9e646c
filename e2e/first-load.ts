/** Addresses of the scripts that a page loads at once. Browsers that know modules take none marked "nomodule". */
export function firstLoadScripts(html: string): Set<string> {
  const tags = [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
  const loaded = tags.filter((tag) => !/nomodule/i.test(tag));
  return new Set(loaded.flatMap((tag) => tag.match(/\ssrc="([^"]+)"/)?.[1] ?? []));
}
