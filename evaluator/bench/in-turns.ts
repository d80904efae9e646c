import { spawnSync } from "node:child_process";

/** One side of a comparison: a program whose last line of output is a measurement. */
export interface Side {
  readonly name: string;
  readonly command: readonly string[];
}

export interface Measurement {
  readonly median_ms: number;
  readonly peak_rss_mb: number;
  /** Time of all cores together: what other programs take away doesn't count. PyTorch's threads count while they wait, too. */
  readonly processor_ms?: number;
  readonly [key: string]: unknown;
}

/** Of our side over the peer's, each the median over rounds of the two that ran one after the other. */
export interface Ratio {
  readonly time: number;
  readonly peakMemory: number;
  /** Where both sides tell it. */
  readonly processorTime?: number;
}

/**
 * Runs all sides in turn, `rounds` times, each in a process of its own, and prints every measurement: a slow minute of a
 * machine that others use too then meets all of them, and only ratios of the same round mean anything. A side that fails
 * once is said and left out of the result, the others go on, and the program will exit with 1.
 */
export function measureInTurns(sides: readonly Side[], rounds: number): ReadonlyMap<string, Measurement[]> {
  const results = new Map<string, Measurement[]>(sides.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, command } of sides) {
      const measured = results.get(name);
      if (measured === undefined) continue;
      try {
        measured.push(measurementOf(command));
        console.log(JSON.stringify(measured.at(-1)));
      } catch (error) {
        console.error((error as Error).message);
        process.exitCode = 1;
        results.delete(name);
      }
    }
  }
  return results;
}

export function ratioOf(own: readonly Measurement[], peer: readonly Measurement[]): Ratio {
  const ratio = (key: "median_ms" | "peak_rss_mb" | "processor_ms") =>
    Number(median(own.map((one, round) => (one[key] ?? 0) / (peer[round][key] ?? 0))).toFixed(3));
  const both = [...own, ...peer].every(({ processor_ms }) => processor_ms !== undefined);
  const processorTime = both ? { processorTime: ratio("processor_ms") } : {};
  return { time: ratio("median_ms"), peakMemory: ratio("peak_rss_mb"), ...processorTime };
}

/** What a PyTorch peer calls the device: WebGPU has no name there, and both then run on the same card. */
export const peerDevice = (device: string): string =>
  device === "cpu" || device.startsWith("cuda") ? device : "cuda";

/** This program once more, as the child that measures. */
export function ownCommand(path: string, parameters: readonly string[]): string[] {
  return [process.execPath, ...process.execArgv, path, ...parameters];
}

/** @throws Error where the program fails, or its last line is no measurement. */
function measurementOf([command = "", ...parameters]: readonly string[]): Measurement {
  const { stdout, status, error } = spawnSync(command, parameters, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const line = stdout?.trim().split("\n").at(-1) ?? "";
  const measured = line.startsWith("{") ? (JSON.parse(line) as Partial<Measurement>) : {};
  if (error || status !== 0 || measured.median_ms === undefined) {
    throw new Error(`${command} ${parameters.join(" ")}: status ${status} ${error ?? line}`);
  }
  return measured as Measurement;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Milliseconds of each step. */
export interface Times {
  readonly elapsed: readonly number[];
  readonly processor: readonly number[];
}

/**
 * Steps for `seconds`, but at least three, after two that warm up. Where a step takes longer than that, one is enough to
 * warm up.
 */
export async function timeSteps(step: () => Promise<unknown>, seconds: number): Promise<Times> {
  const elapsed: number[] = [];
  const processor: number[] = [];
  for (let spent = 0, warmUps = 2; elapsed.length < 3 || spent < 1000 * seconds; ) {
    const [begun, used] = [performance.now(), process.cpuUsage()];
    await step();
    const time = performance.now() - begun;
    const { user, system } = process.cpuUsage(used);
    if (warmUps > 0) warmUps = time > 1000 * seconds ? 0 : warmUps - 1;
    else {
      elapsed.push(time);
      processor.push((user + system) / 1000);
      spent += time;
    }
  }
  return { elapsed, processor };
}

/** What of them goes into a measurement. */
export const summarised = ({ elapsed, processor }: Times) => ({
  median_ms: median(elapsed),
  min_ms: Math.min(...elapsed),
  processor_ms: median(processor),
  steps: elapsed.length,
});

export const rounded = (line: object): string =>
  JSON.stringify(line, (_, value) => (typeof value === "number" ? Number(value.toFixed(3)) : value));
