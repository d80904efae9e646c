import { execFile, spawn } from "node:child_process";
import { npmCommand, root } from "./install.mjs";

/** Prints the heading of a step, so that a long run shows where it is. */
export function announce(heading: string): void {
  console.log(`\n== ${heading}`);
}

/** Runs an npm script of the root package with its output shown, and answers with its exit code. */
export async function runScript(
  script: string,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<number> {
  const { program, args: npmArgs } = npmCommand(["run", "--silent", script, "--", ...args]);
  return runProgram(program, npmArgs, environment);
}

/** The same beside others: what it says is given back whole. */
export function runScriptBeside(script: string): Promise<{ exitCode: number; output: string }> {
  const { program, args } = npmCommand(["run", "--silent", script]);
  return new Promise((resolve) => {
    const options = { cwd: root, env: environmentWith({}), maxBuffer: 2 ** 28 };
    execFile(program, args, options, (error, stdout, stderr) => {
      const notStarted = typeof error?.code === "string" ? `${error.message}\n` : "";
      resolve({ exitCode: error === null ? 0 : 1, output: `${stdout}${stderr}${notStarted}` });
    });
  });
}

const environmentWith = (more: Readonly<Record<string, string>>) => ({
  NEXT_TELEMETRY_DISABLED: "1",
  ...process.env,
  ...more,
});

/** Runs a program at the repository root, its output shown and its input closed; `until` ends it early. */
export function runProgram(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  until?: AbortSignal,
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: environmentWith(environment),
      stdio: ["ignore", "inherit", "inherit"],
      signal: until,
    });
    child.on("error", (error) => {
      if (!until?.aborted) console.error(`${program}: ${error.message}`);
      resolve(127);
    });
    child.on("close", (exitCode) => resolve(exitCode ?? 1));
  });
}
