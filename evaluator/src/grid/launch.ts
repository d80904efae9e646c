import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { RunSettings } from "../cell/settings.ts";
import { InputError } from "../files/input-error.ts";
import { unclaimedEnvironment } from "../onnx/index.ts";

/** The evaluator's command line, for processes that it starts. */
export const evaluatorProgram = fileURLToPath(new URL("../../bin/evaluator.mjs", import.meta.url));

/** Done, and done with cells that failed: the reports tell. */
const usualCodes = [0, 1];
const inputCode = 2;
/** A worker that died so often dies of something else than its cells. */
const mostDeaths = 20;

/**
 * Runs workers as processes of their own, side by side, until each has ended; what they say is passed on with their
 * number. One that dies is started again: the cell that it died on counts its deaths.
 *
 * @param commands arguments of each worker
 * @throws InputError with the worker's own words where its input is wrong; AbortError when the signal aborts
 */
export async function launchWorkers(
  commands: readonly (readonly string[])[],
  { progress, signal }: Pick<RunSettings, "progress" | "signal">,
): Promise<void> {
  await Promise.all(
    commands.map(async (args, index) => {
      for (let death = 1; ; death++) {
        const { code, lastLine } = await runWorker(args, (line) => progress.line(`[${index + 1}] ${line}`));
        if (signal.aborted || (code !== null && usualCodes.includes(code))) return;
        if (code === inputCode) throw new InputError(`worker ${index + 1}: ${lastLine}`);
        progress.line(
          `[${index + 1}] died (${code ?? "killed"})${death < mostDeaths ? "; starting again" : ""}`,
        );
        if (death === mostDeaths) return;
      }
    }),
  );
  signal.throwIfAborted();
}

/** Ctrl-C reaches the workers by itself; a request to end is passed on. */
async function runWorker(
  args: readonly string[],
  say: (line: string) => void,
): Promise<{ readonly code: number | null; readonly lastLine: string }> {
  const child = spawn(process.execPath, [evaluatorProgram, ...args], {
    // Each claims a card of its own.
    env: unclaimedEnvironment(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  const forward = () => child.kill("SIGTERM");
  process.on("SIGTERM", forward);
  let lastLine = "";
  createInterface({ input: child.stderr }).on("line", (line) => {
    lastLine = line;
    say(line);
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { code, lastLine };
  } finally {
    process.removeListener("SIGTERM", forward);
  }
}
