import { join, resolve } from "node:path";
import { type Command, Option } from "commander";
import type { ReopenSettings } from "../cell/reopened-cell.ts";
import { cacheDirectory } from "../files/cache-directory.ts";
import { InputError } from "../files/input-error.ts";
import { requireOutputFolder } from "../files/output-folder.ts";
import type { QueryAlignment } from "../readout/config.ts";
import { interruptSignal } from "./interrupt.ts";
import { positiveInteger } from "./list-option.ts";
import { chooseExecutor } from "./readout-engine.ts";
import type { TerminalProgress } from "./terminal-progress.ts";

/** What every command on finished cells asks for. */
export interface ReopenFlags {
  readonly data: string;
  readonly out: string;
  readonly scales: string;
  readonly alignment: QueryAlignment;
  readonly engine: "auto" | "onnxruntime" | "tfjs-node";
  readonly threads?: string;
  readonly weights?: string;
  readonly cache?: string;
  readonly cacheGb: string;
  readonly json?: true;
}

/** Adds the options of `ReopenFlags` to a command. */
export function withReopenOptions(command: Command): Command {
  return command
    .argument("<bundles...>", "bundles of `evaluator run`, with the .readout files beside them")
    .requiredOption("--data <dir>", "folder of the data set that the bundles were measured on")
    .option("--scales <factors>", "query grids as multiples of the trained one (Fig. 7)", "0.5,1,1.5,2")
    .addOption(
      new Option(
        "--alignment <kind>",
        "what other grids share with the trained one: the pixels' centres, or the outermost queries",
      )
        .choices(["centre", "corner"])
        .default("centre"),
    )
    .addOption(
      new Option("--engine <name>", "what runs the readout")
        .choices(["auto", "onnxruntime", "tfjs-node"])
        .default("auto"),
    )
    .option("--threads <n>", "CPU threads (default: all cores)")
    .option(
      "--weights <dir>",
      "folder of weights files (default: EVALUATOR_WEIGHTS, or weights in the cache)",
    )
    .option(
      "--cache <dir>",
      "folder of cached features (default: EVALUATOR_CACHE, or the system's cache folder)",
    )
    .option("--cache-gb <n>", "most that cached features may take, GB", "60");
}

export interface QueriedSettings extends ReopenSettings {
  readonly out: string;
  readonly scales: readonly number[];
  readonly alignment: QueryAlignment;
}

export async function queriedSettings(
  flags: ReopenFlags,
  progress: TerminalProgress,
): Promise<QueriedSettings> {
  const cache = resolve(flags.cache ?? cacheDirectory());
  const out = resolve(flags.out);
  await requireOutputFolder(out);
  return {
    data: resolve(flags.data),
    ...{ out, cache },
    cacheBytes: positiveInteger(flags.cacheGb, "--cache-gb") * 1e9,
    weights: resolve(flags.weights ?? process.env.EVALUATOR_WEIGHTS ?? join(cache, "weights")),
    executor: await chooseExecutor(flags.engine, progress.line),
    ...(flags.threads === undefined ? {} : { threads: positiveInteger(flags.threads, "--threads") }),
    scales: flags.scales.split(",").map(scale),
    alignment: flags.alignment,
    progress,
    signal: interruptSignal(
      `what is finished is kept in ${out}, features in ${cache}; the same command goes on with the rest`,
    ),
  };
}

function scale(text: string): number {
  const factor = Number(text);
  if (text.trim() !== "" && factor > 0 && factor <= 8) return factor;
  throw new InputError(`--scales "${text}"; expected factors above 0, 8 at most, such as 0.5,1,2`);
}

interface BundleReport<Outcome> {
  readonly bundle: string;
  readonly outcome: Outcome | null;
  readonly error: string | null;
}

/** One bundle after the other: one whose files are missing must not cost the others. Sets the exit code. */
export async function eachBundle<Outcome>(
  bundles: readonly string[],
  progress: TerminalProgress,
  work: (bundle: string) => Promise<Outcome>,
): Promise<BundleReport<Outcome>[]> {
  const reports: BundleReport<Outcome>[] = [];
  for (const bundle of bundles) {
    try {
      reports.push({ bundle, outcome: await work(resolve(bundle)), error: null });
    } catch (error) {
      if (!(error instanceof InputError) || bundles.length === 1) throw error;
      progress.line(`failed: ${error.message}`);
      reports.push({ bundle, outcome: null, error: error.message });
      process.exitCode = 1;
    } finally {
      progress.end();
    }
  }
  return reports;
}
