import { z } from "zod";

/**
 * The one rule for text that people type and machines hand on: names, ids and class lists of the user's files, manifests,
 * and every string of an upload. What it refuses no table, file name, feed or database holds, and nobody can read.
 */

/** What embeds, overrides or isolates a direction: with it a text reads otherwise than it is written. */
const reordering = "\\u202A-\\u202E\\u2066-\\u2069";
/** Half of a surrogate pair, and control characters but for tab and line breaks; those of direction among them. */
const unreadable = new RegExp(`\\p{Cs}|(?![\\t\\n\\r])\\p{Cc}|[${reordering}]`, "u");
/** A name is one line. */
const outOfLine = /[\t\n\r\u2028\u2029]/u;
/** What leaves no mark: spaces, format characters, fillers and the empty Braille cell. */
const unseen = /[\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu;

const expectedName = "expected one line of visible text";

/** Of the first character, as Unicode writes it: "200B". */
const codeOf = (text: string) => (text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");

function characterProblem(text: string, forbidden: RegExp, expected: string): string | null {
  const at = text.search(forbidden);
  if (at < 0) return null;
  const code = codeOf(text.slice(at));
  return `has U+${code}, ${kindOf(code)}, at character ${at + 1}; ${expected}`;
}

function kindOf(code: string): string {
  if (/^D[89A-F]..$/.test(code)) return "half of a surrogate pair";
  return /^20(2[A-E]|6[6-9])$/.test(code)
    ? "which turns the direction of text"
    : "a control character or line break";
}

/** What is wrong with a text of any number of lines; null: nothing. */
export function textProblem(text: string): string | null {
  return characterProblem(text, unreadable, "expected text without control characters");
}

/** What is wrong with a name: one line of which something is to be seen; null: nothing. */
export function nameProblem(text: string): string | null {
  const problem =
    characterProblem(text, unreadable, expectedName) ?? characterProblem(text, outOfLine, expectedName);
  if (problem !== null) return problem;
  if (text.replace(unseen, "") !== "") return null;
  return `is ${text === "" ? "empty" : `blank (${JSON.stringify(text)})`}; ${expectedName}`;
}

/** Signs of one picture, and letters of scripts that join, may be held together by what is not seen itself. */
const joined =
  /(?<=[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])(?<![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])[\u200C\u200D](?=[\p{L}\p{M}\p{Extended_Pictographic}])(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])|(?<=\p{Emoji})\uFE0F/gu;
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * What is wrong with a name that pages show beside others': a name, none of whose characters is invisible, so that no two look
 * the same and differ; null: nothing.
 */
export function labelProblem(text: string): string | null {
  const problem = nameProblem(text);
  if (problem !== null) return problem;
  const seen = text.replace(joined, "");
  const hidden = invisible.exec(seen)?.[0];
  if (hidden === undefined) return null;
  return `has U+${codeOf(hidden)}, which nobody sees; ${expectedName}`;
}

/** A string with which nothing is wrong; `problemOf`: what is, null: nothing. */
export const textSchema = (problemOf: (text: string) => string | null) =>
  z.string().superRefine((text, context) => {
    const message = problemOf(text);
    if (message !== null) context.addIssue({ code: "custom", message });
  });

export const labelSchema = textSchema(labelProblem);
export const nameSchema = textSchema(nameProblem);

/** The text with every character that the rule refuses as its escape, on one line: for what a machine reports. */
export function readableLine(text: string): string {
  const escapes = new RegExp(`${unreadable.source}|${outOfLine.source}`, "gu");
  return text.replace(escapes, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** Levels of a document: what reads one calls itself a level down, and a megabyte can hold half a million. */
const mostLevels = 64;

/** Every string of a document, keys included, that the rule for text refuses, with its path; and what is nested too deep. */
export function textProblems(
  value: unknown,
  path: readonly string[] = [],
): { path: readonly string[]; message: string }[] {
  if (typeof value === "string") {
    const message = textProblem(value);
    return message === null ? [] : [{ path, message }];
  }
  if (typeof value !== "object" || value === null) return [];
  if (path.length >= mostLevels) {
    const top = path.slice(0, 3);
    return [{ path: top, message: `is nested deeper than ${mostLevels} levels; expected fewer` }];
  }
  return Object.entries(value).flatMap(([key, field]) => {
    const message = textProblem(key);
    const inside = textProblems(field, [...path, readableLine(key)]);
    return message === null
      ? inside
      : [{ path, message: `key "${readableLine(key)}" ${message}` }, ...inside];
  });
}
