import { newestState } from "#db/read/queries.ts";
import { etagOf, type OpenText } from "./open-data.ts";

const limitCharacters = 32_000_000;

/** Answers made from one state of the results, oldest first. */
const kept = { state: "", characters: 0, answers: new Map<string, OpenText>() };

function keep(name: string, answer: OpenText): void {
  kept.answers.set(name, answer);
  kept.characters += answer.text.length;
  for (const [oldest, { text }] of kept.answers) {
    if (kept.characters <= limitCharacters) break;
    kept.answers.delete(oldest);
    kept.characters -= text.length;
  }
}

/**
 * The answer to this address from the newest results: made once and kept, with its ETag, until a result is added.
 * null is not kept.
 */
export async function keptAnswer(
  request: Request,
  make: () => Promise<OpenText | null>,
): Promise<OpenText | null> {
  const state = await newestState();
  if (state !== kept.state) {
    kept.state = state;
    kept.characters = 0;
    kept.answers.clear();
  }
  const { pathname, search } = new URL(request.url);
  const name = pathname + search;
  const known = kept.answers.get(name);
  if (known) return known;
  const made = await make();
  if (!made) return null;
  const answer = { ...made, etag: etagOf(made.text) };
  // An upload may have come while it was made; then it belongs to no state.
  if (kept.state === state && (await newestState()) === state) keep(name, answer);
  return answer;
}
