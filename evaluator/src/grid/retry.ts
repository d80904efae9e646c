import { LeaseBook } from "../leases/lease-book.ts";
import { defaultTakeoverSeconds } from "../leases/silence.ts";

/**
 * Sets failed cells of an output folder free, for the next worker to try again.
 *
 * @param chosen by the cell's title
 * @returns the titles of those that were set free
 */
export async function retryFailed(out: string, chosen: (title: string) => boolean): Promise<string[]> {
  const book = new LeaseBook(out, defaultTakeoverSeconds);
  const freed: string[] = [];
  for (const { key, attempt, record } of (await book.newest()).values()) {
    if (record?.end?.outcome !== "failed" || !chosen(record.title)) continue;
    const nothing = { bundle: null, fingerprint: null, reason: null, seconds: 0 };
    if (await book.note(key, attempt + 1, record, { ...nothing, outcome: "retry" })) freed.push(record.title);
  }
  return freed;
}
