import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readBundle } from "../cell/bundle-file.ts";
import type { ResultBundle } from "../contract/index.ts";
import { evaluatorProgram } from "./launch.ts";

const running = new Set<ChildProcess>();

/** What a failed test left running, or stopped. */
export function killRunning(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** The real command line in a process of its own. */
export function startEvaluator(args: readonly string[]) {
  const child = spawn(process.execPath, [evaluatorProgram, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  child.once("exit", () => running.delete(child));
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once("close", (code, signal) => resolve(code ?? signal)),
  );
  /** Until standard error holds a text so many times, or the process has ended. */
  const says = async (text: string, times = 1) => {
    while (errors.split(text).length <= times && child.exitCode === null && child.signalCode === null)
      await sleep(10);
  };
  return { child, ended, says, output: () => output, errors: () => errors };
}

/** The same to its end. Throws what it said where that is not 0. */
export async function runEvaluator(args: readonly string[]): Promise<string> {
  const process = startEvaluator(args);
  const code = await process.ended;
  if (code !== 0) throw new Error(`evaluator ${args.join(" ")} ended with ${code}:\n${process.errors()}`);
  return process.output();
}

/** Every bundle of a folder by file name, without what a clock or a machine decides. */
export async function bundlesOf(out: string): Promise<[string, Partial<ResultBundle>][]> {
  const names = readdirSync(out).filter((name) => name.endsWith(".json"));
  return Promise.all(
    names.sort().map(async (name): Promise<[string, Partial<ResultBundle>]> => {
      const {
        createdAt: _,
        phases: _phases,
        environment: _where,
        ...rest
      } = await readBundle(join(out, name));
      return [name, rest];
    }),
  );
}
