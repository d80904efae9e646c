import { fileURLToPath } from "node:url";
import { lastLines, runChild } from "./child-process.ts";

export interface NativeBackend {
  readonly backend: "tensorflow";
  /** Version of the npm package. */
  readonly packageVersion: string;
  /** Version of libtensorflow, as the library itself reports it. */
  readonly tensorflowVersion: string;
  readonly device: "CPU" | "GPU";
}

export type ProbeResult =
  | { readonly works: true; readonly native: NativeBackend }
  | { readonly works: false; readonly reason: string };

/**
 * Loads the native backend in a child process and multiplies two matrices with it.
 * TensorFlow falls back to CPU without a word, so the device is part of the answer.
 */
export async function probeNativeBackend(): Promise<ProbeResult> {
  const script = fileURLToPath(new URL("./probe-child.mjs", import.meta.url));
  const child = await runChild(process.execPath, [script], {
    environment: { ...process.env, TF_CPP_MIN_LOG_LEVEL: process.env.TF_CPP_MIN_LOG_LEVEL ?? "2" },
    timeoutMs: 120_000,
  });
  const answer = lastLines(child.stdout, 1);
  if (child.exitCode === 0 && answer.startsWith("{")) {
    return { works: true, native: JSON.parse(answer) as NativeBackend };
  }
  return { works: false, reason: failureOf(child.stderr, child.exitCode) };
}

function failureOf(stderr: string, exitCode: number | null): string {
  const error = stderr.split("\n").find((line) => /^(\w*Error|node:|.*error while loading)/.test(line));
  const missing = stderr.match(/(lib\S+): cannot open shared object file/);
  if (missing) return `the shared library ${missing[1]} is missing`;
  return error ?? (lastLines(stderr, 3) || `the process ended with ${exitCode ?? "a signal"}`);
}
