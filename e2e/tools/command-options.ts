import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./install.mjs";

/** Of an option of that name; throws where its text is no whole number from 1. */
export function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`--${name} ${text}; expected a whole number from 1`);
}

/** Throws where there is no site to serve, before minutes are spent on what it would serve. */
export function requireBuild(): void {
  if (!existsSync(join(root, ".next/BUILD_ID"))) {
    throw new Error("no build in .next; run `npm run build` first");
  }
}
