import { newestState } from "#db/read/queries.ts";
import { KeptApart, type KeptFor } from "../../_server/kept-apart.ts";
import { ofRows } from "../../_server/sent-answers.ts";
import { etagOf, jsonType, nothingThere, type OpenText, openText } from "./open-data.ts";

const limitCharacters = 32_000_000;
/** What an answer takes besides its text, also one that says that there is nothing. */
const entryCharacters = 1_000;

type Making = Promise<OpenText | null>;
type Answer<Made> = OpenText | Extract<Made, null>;

/** Pictures of links to comparisons, of which there is one for any four backbones. */
const choicePath = /^\/preview\/compare\//;

/** Answers made from one state. */
const kept = { state: "", answers: new KeptApart<Making>(limitCharacters) };

/** An answer that was made counts what it takes; where another has its place by now, nothing. */
function count(name: string, answer: Making, characters: number, keptFor: KeptFor): void {
  if (kept.answers.get(name) === answer) kept.answers.set(name, answer, characters, keptFor);
}

function forget(name: string, answer: Making): void {
  if (kept.answers.get(name) === answer) kept.answers.delete(name);
}

function withTag<Made extends OpenText | null>(made: Made, also: string): Answer<Made> {
  if (made === null) return null as Answer<Made>;
  const headers = also === "" ? { ...made.headers, ...ofRows } : made.headers;
  return { ...made, ...(headers && { headers }), etag: etagOf(made.text) };
}

/**
 * The answer to this address from the newest state: made once for all who ask, and kept with its ETag until something is
 * added. null: there is nothing at this address.
 *
 * @param also what the answer depends on besides, such as the site's own address
 */
export async function keptAnswer<Made extends OpenText | null>(
  request: Pick<Request, "url">,
  make: () => Promise<Made>,
  also = "",
): Promise<Answer<Made>> {
  const state = await newestState();
  if (state !== kept.state) {
    kept.state = state;
    kept.answers.clear();
  }
  const { pathname, search } = new URL(request.url);
  const name = `${also} ${pathname}${search}`;
  const known = kept.answers.get(name);
  if (known) return known as Promise<Answer<Made>>;
  const answer = make().then((made) => withTag(made, also));
  const empty = entryCharacters + name.length;
  const keptFor: KeptFor = search === "" && !choicePath.test(pathname) ? "what is here" : "what is asked";
  kept.answers.set(name, answer, empty, keptFor);
  try {
    const made = await answer;
    // An upload may have come while it was made; then it belongs to no state, and those after this ask anew.
    if ((await newestState()) === state) {
      count(name, answer, empty + (made?.text.length ?? 0), made === null ? "what is asked" : keptFor);
    } else forget(name, answer);
    return made;
  } catch (error) {
    forget(name, answer);
    throw error;
  }
}

/** JSON of what is found in the newest state, kept likewise; where nothing is, 404 that says `missing`. */
export async function keptData(
  request: Request,
  find: () => Promise<object | null>,
  missing = "nothing is here",
): Promise<Response> {
  const answer = await keptAnswer(request, async () => {
    const found = await find();
    return found && { text: JSON.stringify(found), type: jsonType };
  });
  return answer ? openText(request, answer) : nothingThere(missing);
}
