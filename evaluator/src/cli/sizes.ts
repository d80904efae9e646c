import { Command } from "commander";
import { metricsOf } from "../contract/index.ts";
import { measureSizes, type SizesOutcome } from "../sizes/measure-sizes.ts";
import { typedCommand } from "./cell-options.ts";
import { eachBundle, queriedSettings, type ReopenFlags, withReopenOptions } from "./reopen-options.ts";
import { terminalProgress } from "./terminal-progress.ts";

/**
 * `evaluator sizes`: scores at other output sizes. A command of its own beside `artefacts`: it looks at the whole test
 * set, where pictures take a few images and seconds.
 */
export function sizesCommand(): Command {
  return withReopenOptions(new Command("sizes"))
    .description("score the trained readout of finished cells at other output sizes (paper, Fig. 7)")
    .requiredOption("--out <dir>", "documents go to output-sizes in it; a rerun skips what is there")
    .option("--json", "print one JSON document with every measurement")
    .action(measureBundles);
}

async function measureBundles(bundles: readonly string[], flags: ReopenFlags): Promise<void> {
  const progress = terminalProgress();
  const settings = { ...(await queriedSettings(flags, progress)), command: typedCommand() };
  const reports = await eachBundle(bundles, progress, (bundle) => measureSizes(bundle, settings));
  if (flags.json) console.log(JSON.stringify({ sizes: reports }, null, 2));
  else {
    for (const { bundle, outcome, error } of reports) {
      console.log(outcome ? describe(outcome) : `${bundle}: failed: ${error}`);
    }
  }
}

function describe({ document, state, path }: SizesOutcome): string {
  const lines = document.sizes.map(({ outputSize, metrics }) => {
    const values = metricsOf(document.task).map(({ id, label, digits }) => {
      return `${label} ${metrics[id]?.toFixed(digits)}`;
    });
    return `  ${outputSize.join(" x ").padEnd(12)} ${values.join("  ")}`;
  });
  return [`${document.backbone} ${document.task} ${state}: ${path}`, ...lines].join("\n");
}
