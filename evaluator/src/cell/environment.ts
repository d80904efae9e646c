import { readFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { commandCharacters, type ResultBundle, readableLine } from "../contract/index.ts";
import { evaluatorCommit } from "../files/evaluator-commit.ts";

type Environment = ResultBundle["environment"];

/** Whole characters, so that none is left in half. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, most - 1);
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

/** What a reader needs to repeat a run. `command`: as typed, without the interpreter. */
export async function describeEnvironment(command: string): Promise<Environment> {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return {
    evaluatorVersion: version,
    evaluatorCommit: await evaluatorCommit(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    processor: cut(readableLine(cpus()[0]?.model.trim() || process.arch), 200),
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    // A path may hold a line break; the contract's text may not.
    command: cut(readableLine(command), commandCharacters),
  };
}
