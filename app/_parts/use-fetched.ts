import { useEffect, useState } from "react";

const longestPauseMs = 30_000;

interface Fetched<Answer> {
  /** The newest answer, also while another is on its way; null before the first. */
  readonly answer: Answer | null;
  /** Is the answer that of the address? */
  readonly isCurrent: boolean;
}

/**
 * JSON of this site, anew whenever the address changes; it is asked for until it comes, since what is on screen can be
 * read without it.
 *
 * @param address null: nothing is needed
 */
export function useFetched<Answer>(address: string | null): Fetched<Answer> {
  const [{ answer, from }, setFetched] = useState<{ answer: Answer | null; from: string | null }>({
    answer: null,
    from: null,
  });
  useEffect(() => {
    if (address === null) return;
    const ended = new AbortController();
    fetchJson<Answer>(address, ended.signal).then(
      (answer) => setFetched({ answer, from: address }),
      // Another address is wanted, or the page was left.
      () => undefined,
    );
    return () => ended.abort();
  }, [address]);
  return { answer, isCurrent: from === address };
}

/** @throws where the signal ends it */
async function fetchJson<Answer>(address: string, signal: AbortSignal): Promise<Answer> {
  for (let pauseMs = 1_000; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    // A connection may be lost, and an answer be cut off on its way.
    const answer = await fetch(address, { signal }).catch(() => null);
    const found: Answer | null = answer?.ok ? await answer.json().catch(() => null) : null;
    if (found !== null) return found;
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
