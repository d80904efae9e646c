import { resolve } from "node:path";
import { type Command, Option } from "commander";
import type { CellSettings } from "../cell/settings.ts";
import { InputError } from "../files/input-error.ts";
import { requireOutputFolder } from "../files/output-folder.ts";
import type { QueryAlignment } from "../readout/config.ts";
import { type CellFlags, cellSettings, withCellOptions } from "./cell-options.ts";
import { interruptSignal } from "./interrupt.ts";
import type { TerminalProgress } from "./terminal-progress.ts";

/** What every command on finished cells asks for. */
export interface ReopenFlags extends CellFlags {
  readonly scales: string;
  readonly alignment: QueryAlignment;
  readonly json?: true;
}

/** Adds the options of `ReopenFlags` to a command. */
export function withReopenOptions(command: Command): Command {
  command
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
    );
  return withCellOptions(command, "runs");
}

export interface QueriedSettings extends CellSettings {
  readonly out: string;
  readonly scales: readonly number[];
  readonly alignment: QueryAlignment;
}

export async function queriedSettings(
  flags: ReopenFlags,
  progress: TerminalProgress,
): Promise<QueriedSettings> {
  const fixed = await cellSettings(flags, progress.line);
  const { out, cache } = fixed;
  await requireOutputFolder(out);
  return {
    ...fixed,
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
