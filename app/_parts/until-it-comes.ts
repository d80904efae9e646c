const longestPauseMs = 30_000;

/**
 * What a page loads after its first view, asked for until it comes: what is on screen can be read without it, and a connection
 * may be lost, or an answer be cut off on its way.
 *
 * @param ask null, or an error: not this time
 * @throws where the signal ends it
 */
export async function untilItComes<Answer>(
  ask: () => Promise<Answer | null>,
  signal?: AbortSignal,
): Promise<Answer> {
  for (let pauseMs = 1_000; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const answer = await ask().catch(() => null);
    if (answer !== null) return answer;
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
