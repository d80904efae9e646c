import type { IncomingMessage } from "node:http";

/** What a request's headers ask of its answer's form. */

export function acceptsGzip({ headers }: Pick<IncomingMessage, "headers">): boolean {
  const accepted = String(headers["accept-encoding"] ?? "");
  return /\bgzip\b/.test(accepted) && !/\bgzip\s*;\s*q=0(\.0*)?\s*(,|$)/.test(accepted);
}

const strong = (tag: string) => tag.trim().replace(/^W\//, "");

/**
 * Whether the reader has what the tag is of already (RFC 9110, 13.1.2: compared weakly).
 * @param had the header If-None-Match
 * @param etag "": the answer has none
 */
export function hasTag(had: string | null | undefined, etag: string): boolean {
  if (!had || etag === "") return false;
  return had.trim() === "*" || had.split(",").some((tag) => strong(tag) === strong(etag));
}
