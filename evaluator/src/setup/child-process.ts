import { spawn } from "node:child_process";

export interface ChildResult {
  /** Exit code; null when a signal ended the child or it could not be started. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why the child could not be started, null when it started. */
  readonly startError: NodeJS.ErrnoException | null;
}

export interface ChildOptions {
  readonly directory?: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** Sees everything the child prints, as it comes. */
  readonly onOutput?: (chunk: string) => void;
  readonly timeoutMs?: number;
}

/** Runs a program without a shell and collects what it prints. Never rejects: the caller names the failure. */
export function runChild(
  program: string,
  args: readonly string[],
  options: ChildOptions = {},
): Promise<ChildResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.directory,
      env: options.environment ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: options.timeoutMs,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
      options.onOutput?.(chunk);
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
      options.onOutput?.(chunk);
    });
    child.on("error", (startError) => resolve({ exitCode: null, stdout, stderr, startError }));
    child.on("close", (exitCode) => resolve({ exitCode, stdout, stderr, startError: null }));
  });
}

/** The last lines of a program's output, for an error message. */
export function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
