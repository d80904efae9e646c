import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The repository's root: Playwright is run from there. */
export const root = process.cwd();

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; the global set-up sets it`);
  return value;
}

/** Address of the server that the global set-up started, without a slash at its end. */
export const siteAddress = () => setting("E2E_SITE");
/** File with the upload token of that server. */
export const tokenFile = () => setting("E2E_TOKEN_FILE");
/** A folder that the tests may write to. */
export const scratchFolder = () => setting("E2E_SCRATCH");

export interface CommandOutcome {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs the evaluator's real command line and waits for its end; output is both streams together. */
export function evaluator(...parameters: string[]): Promise<CommandOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "evaluator/bin/evaluator.mjs"), ...parameters], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk;
      });
    }
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode: exitCode ?? 1, output }));
  });
}

export const token = () => readFileSync(tokenFile(), "utf8").trim();
