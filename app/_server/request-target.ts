import { textProblem } from "#contract";

/** What refuses a request before anything reads it: a status and a sentence that names what was found. */
export interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A view of a board with everything shown, filtered and pinned takes a tenth of it. */
const mostCharacters = 8_000;

const shown = (text: string) => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
const bad = (error: string): Refusal => ({ status: 400, error });

/** The text behind percent-encoding; null: it does not decode to UTF-8, surrogates and overlong forms included. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function pathRefusal(path: string): Refusal | null {
  for (const segment of path.split("/")) {
    const text = decoded(segment);
    if (text === null) return bad(`path segment ${shown(segment)}; expected percent-encoded UTF-8`);
    const problem = textProblem(text);
    if (problem !== null) return bad(`path segment ${shown(segment)} ${problem}`);
    if (text === "." || text === "..") return bad(`path ${shown(path)}; expected one without "." and ".."`);
  }
  return null;
}

function queryRefusal(query: string): Refusal | null {
  const text = decoded(query);
  if (text === null) return bad(`query ${shown(query)}; expected percent-encoded UTF-8`);
  const problem = textProblem(text);
  return problem === null ? null : bad(`query ${shown(query)} ${problem}`);
}

/** The path of an address as Next reads it, by which addresses that it takes for one page are one. */
export function pathOf(target: string): string {
  const [path = "/"] = target.split(/[?#]/, 1);
  return (decoded(path) ?? path).replace(/(.)\/+$/, "$1");
}

/**
 * The one rule for addresses, of pages, data and files alike: a path from the root, in visible ASCII, whose percent-encoding
 * stands for text that a database takes. What passes, every reader behind it decodes to the same text. null: it passes.
 */
export function targetRefusal(target: string): Refusal | null {
  if (target.length > mostCharacters) {
    return {
      status: 414,
      error: `the address has ${target.length} characters; expected ${mostCharacters} at most`,
    };
  }
  if (!target.startsWith("/"))
    return bad(`request target ${shown(target)}; expected a path such as /boards/paper`);
  if (!/^[\x21-\x7e]*$/.test(target) || /[\\#]/.test(target)) {
    return bad(
      `address ${shown(target)}; expected visible ASCII without "\\" and "#", the rest percent-encoded`,
    );
  }
  const start = target.indexOf("?");
  if (start < 0) return pathRefusal(target);
  return pathRefusal(target.slice(0, start)) ?? queryRefusal(target.slice(start + 1));
}
