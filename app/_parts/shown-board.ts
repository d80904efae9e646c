import { notFound } from "next/navigation";
import { type BoardAt, boardAt } from "#db/read/queries.ts";
import { askedPage } from "./view-segment.ts";

interface ShownBoard extends BoardAt {
  /** The view in the address, without "?". */
  readonly query: string;
}

/** The board that a page's path asks for (`boardAt`), and the view of it; not found where there is none. */
export function shownBoard(path: readonly string[] = []): Promise<ShownBoard> {
  return shownAmong("all", path);
}

/** The same where only boards of the protocol's tasks belong. */
export function shownProtocolBoard(path: readonly string[] = []): Promise<ShownBoard> {
  return shownAmong("protocol", path);
}

async function shownAmong(among: "all" | "protocol", path: readonly string[]): Promise<ShownBoard> {
  const { segments, query } = askedPage(path);
  const found = await boardAt(segments, among);
  if (!found) notFound();
  return { ...found, query };
}
