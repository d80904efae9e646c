import { useEffect, useState } from "react";
import { untilItComes } from "./until-it-comes.ts";

interface Fetched<Answer> {
  /** The newest answer, also while another is on its way; null before the first. */
  readonly answer: Answer | null;
  /** Is the answer that of the address? */
  readonly isCurrent: boolean;
}

/**
 * JSON of this site, anew whenever the address changes.
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
    untilItComes<Answer>(async () => {
      const found = await fetch(address, { signal: ended.signal });
      return found.ok ? found.json() : null;
    }, ended.signal).then(
      (answer) => setFetched({ answer, from: address }),
      // Another address is wanted, or the page was left.
      () => undefined,
    );
    return () => ended.abort();
  }, [address]);
  return { answer, isCurrent: from === address };
}
