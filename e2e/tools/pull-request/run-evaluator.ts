import { execFile } from "node:child_process";
import { join } from "node:path";
import { root } from "../install.mjs";

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of the evaluator to its end, or for so many seconds. */
export type RunEvaluator = (args: readonly string[], mostSeconds: number) => Promise<Ended>;

/** This checkout's own evaluator, in a process of its own. */
export const runEvaluator: RunEvaluator = (args, mostSeconds) =>
  new Promise((resolve) => {
    const binary = join(root, "evaluator/bin/evaluator.mjs");
    const options = { cwd: root, timeout: 1000 * mostSeconds, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [binary, ...args], options, (error, stdout, stderr) => {
      const late = error?.killed === true ? `\nended after ${mostSeconds} s` : "";
      const code = typeof error?.code === "number" ? error.code : 1;
      resolve({ exitCode: error === null ? 0 : code, stdout, stderr: stderr + late });
    });
  });

/** What a command that failed said last: its error, without progress and stack. */
export function lastWords({ exitCode, stderr }: Ended): string {
  const lines = stderr.trim().split("\n");
  const start = lines.findLastIndex((line) => line.startsWith("error: "));
  const said = lines.slice(start < 0 ? -1 : start).join(" ");
  return said === "" ? `ended with exit code ${exitCode}` : said;
}
