import { InputError } from "../files/input-error.ts";

/** "all", or names joined by commas, in the order of the known list. */
export function chosen<T extends string>(text: string, known: readonly T[], what: string): T[] {
  if (text === "all") return [...known];
  return text.split(",").map((part) => {
    const found = known.find((name) => name === part.trim());
    if (found === undefined) {
      throw new InputError(`${what} "${part.trim()}": unknown; expected ${known.join(", ")}, or all`);
    }
    return found;
  });
}

/** Non-negative integers joined by commas. */
export function integers(text: string, what: string): number[] {
  return text.split(",").map((part) => positiveInteger(part.trim(), what, 0));
}

export function positiveInteger(text: string, what: string, least = 1): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
    throw new InputError(`${what} "${text}"; expected a whole number of at least ${least}`);
  }
  return value;
}
