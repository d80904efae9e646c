import { readFileSync } from "node:fs";

/** One instruction, continuation lines joined: `COPY`, `a b c`. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** Instructions of a Dockerfile's last stage, which is what runs. */
export function lastStage(file: string): Instruction[] {
  const lines = readFileSync(file, "utf8")
    .replace(/^\s*#.*\n/gm, "")
    .replace(/\\\n/g, " ")
    .split("\n");
  const instructions = lines.flatMap((line) => {
    const [, name, text] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? [];
    return name !== undefined && text !== undefined ? [{ name, text }] : [];
  });
  const start = instructions.findLastIndex(({ name }) => name === "FROM");
  return instructions.slice(start);
}

/** What a COPY copies; `from` another stage or, undefined, the checkout. */
export function copies(stage: readonly Instruction[]): { from?: string; sources: string[]; to: string }[] {
  return stage
    .filter(({ name }) => name === "COPY")
    .map(({ text }) => {
      const words = text.split(/\s+/);
      const from = words[0]?.startsWith("--from=") ? words.shift()?.slice("--from=".length) : undefined;
      const to = words.pop() ?? "";
      return { ...(from === undefined ? {} : { from }), sources: words, to };
    });
}

/** The list of an instruction in exec form, such as CMD ["node", "a.ts"]. */
export function execForm(stage: readonly Instruction[], name: string): string[] {
  const text = stage.findLast((one) => one.name === name)?.text ?? "";
  return JSON.parse(text.slice(text.indexOf("["))) as string[];
}

/** Variables that ENV sets. */
export function variables(stage: readonly Instruction[]): Record<string, string> {
  const pairs = stage
    .filter(({ name }) => name === "ENV")
    .flatMap(({ text }) => text.split(/\s+/).map((pair) => pair.split("=", 2)));
  return Object.fromEntries(pairs);
}
