import { spawnSync } from "node:child_process";

/** One side of a comparison: a program whose last line of output is a measurement. */
export interface Side {
  readonly name: string;
  readonly command: readonly string[];
}

export interface Measurement {
  readonly median_ms: number;
  readonly peak_rss_mb: number;
  readonly [key: string]: unknown;
}

/** Of our side over the peer's, each the median over rounds of the two that ran one after the other. */
export interface Ratio {
  readonly time: number;
  readonly peakMemory: number;
}

/**
 * Runs all sides in turn, `rounds` times, each in a process of its own, and prints every measurement: a slow minute of a
 * machine that others use too then meets all of them, and only ratios of the same round mean anything.
 */
export function measureInTurns(sides: readonly Side[], rounds: number): ReadonlyMap<string, Measurement[]> {
  const results = new Map<string, Measurement[]>(sides.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, command } of sides) {
      const line = lastLine(command);
      console.log(line);
      results.get(name)?.push(JSON.parse(line));
    }
  }
  return results;
}

export function ratioOf(own: readonly Measurement[], peer: readonly Measurement[]): Ratio {
  const ratio = (key: "median_ms" | "peak_rss_mb") =>
    Number(median(own.map((one, round) => one[key] / peer[round][key])).toFixed(3));
  return { time: ratio("median_ms"), peakMemory: ratio("peak_rss_mb") };
}

/** What a PyTorch peer calls the device: WebGPU has no name there, and both then run on the same card. */
export const peerDevice = (device: string): string =>
  device === "cpu" || device.startsWith("cuda") ? device : "cuda";

/** This program once more, as the child that measures. */
export function ownCommand(path: string, parameters: readonly string[]): string[] {
  return [process.execPath, ...process.execArgv, path, ...parameters];
}

function lastLine([command = "", ...parameters]: readonly string[]): string {
  const { stdout, status, error } = spawnSync(command, parameters, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const line = stdout?.trim().split("\n").at(-1);
  if (error || status !== 0 || !line) {
    throw new Error(`${command} ${parameters.join(" ")}: status ${status} ${error ?? ""}`);
  }
  return line;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Times of one step in milliseconds: for `seconds`, but at least three, after two that warm up. Where a step takes long, one
 * is enough to warm up.
 */
export async function timeSteps(step: () => Promise<unknown>, seconds: number): Promise<number[]> {
  const times: number[] = [];
  for (let spent = 0, warmUps = 2; times.length < 3 || spent < 1000 * seconds; ) {
    const begin = performance.now();
    await step();
    const time = performance.now() - begin;
    if (warmUps > 0) warmUps = time > 1000 * seconds ? 0 : warmUps - 1;
    else {
      times.push(time);
      spent += time;
    }
  }
  return times;
}

export const rounded = (line: object): string =>
  JSON.stringify(line, (_, value) => (typeof value === "number" ? Number(value.toFixed(3)) : value));
