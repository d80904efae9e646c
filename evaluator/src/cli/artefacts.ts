import { Command } from "commander";
import { makeArtefacts } from "../artefacts/make-artefacts.ts";
import { type ImageChoice, imageChoices } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { positiveInteger } from "./list-option.ts";
import { eachBundle, queriedSettings, type ReopenFlags, withReopenOptions } from "./reopen-options.ts";
import { terminalProgress } from "./terminal-progress.ts";

interface ArtefactFlags extends ReopenFlags {
  readonly images?: string;
  readonly count: string;
  readonly choose?: string;
}

/** `evaluator artefacts`: pictures of finished cells. */
export function artefactsCommand(): Command {
  return withReopenOptions(new Command("artefacts"))
    .description("draw features and predictions of finished cells as PNG, with an index in JSON")
    .requiredOption("--out <dir>", "pictures go to the folder artefacts in it; a rerun skips what is there")
    .option("--images <ids>", "ids of test images joined by commas")
    .option("--count <n>", "without --images: so many, spread evenly over the test set", "4")
    .option(
      "--choose <list>",
      `besides: ${imageChoices.join(", ")} test image, joined by commas, by its own score in the task's main metric`,
    )
    .option("--json", "print one JSON document with every index")
    .addHelpText("after", "\nInput images and truth are drawn of generated scenes alone: see PROTOCOL.md.")
    .action(drawBundles);
}

async function drawBundles(bundles: readonly string[], flags: ArtefactFlags): Promise<void> {
  const progress = terminalProgress();
  const images = flags.images?.split(",").map((id) => id.trim()) ?? positiveInteger(flags.count, "--count");
  const choose = choices(flags.choose);
  const settings = { ...(await queriedSettings(flags, progress)), images, choose };
  const reports = await eachBundle(bundles, progress, (bundle) => makeArtefacts(bundle, settings));
  if (flags.json) console.log(JSON.stringify({ artefacts: reports }, null, 2));
  else {
    for (const { bundle, outcome, error } of reports) {
      const done = outcome && `${outcome.index.images.length} images ${outcome.state}: ${outcome.path}`;
      console.log(done ?? `${bundle}: failed: ${error}`);
    }
  }
}

/** In the contract's order, each once. */
function choices(text: string | undefined): ImageChoice[] {
  const asked = text?.split(",").map((word) => word.trim()) ?? [];
  const strange = asked.find((word) => !imageChoices.some((choice) => choice === word));
  if (strange !== undefined) {
    throw new InputError(`--choose "${strange}"; expected some of ${imageChoices.join(", ")}`);
  }
  return imageChoices.filter((choice) => asked.includes(choice));
}
