/**
 * A page that is kept knows its path alone. So the server hands Next the view in an address's query, in its one spelling, as
 * a last segment of the path (`_server/view-of-address.ts`, rewrites of next.config.mjs). Nobody outside sees or may ask for it.
 */
const segment = /^~([\w-]+)$/;

/** @param query as URLSearchParams write it, in ASCII */
export function viewSegment(query: string): string {
  return `~${btoa(query).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

export interface AskedPage {
  /** Of the address, the view left out. */
  readonly segments: readonly string[];
  /** The view, without "?"; empty for the one without parameters. */
  readonly query: string;
}

/** @param path the segments that a page's route leaves open */
export function askedPage(path: readonly string[] = []): AskedPage {
  const [, text] = segment.exec(path.at(-1) ?? "") ?? [];
  if (text === undefined) return { segments: path, query: "" };
  return { segments: path.slice(0, -1), query: atob(text.replaceAll("-", "+").replaceAll("_", "/")) };
}

/** The path as the address has it. */
export const addressOfPath = (pathname: string): string => pathname.replace(/\/~[\w-]+$/, "") || "/";
