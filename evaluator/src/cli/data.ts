import { resolve } from "node:path";
import { Command } from "commander";
import { checkExpectedSample } from "../data/expected-sample.ts";
import { generateScenes } from "../data/scenes/generate.ts";
import { positiveInteger } from "./list-option.ts";
import { terminalProgress } from "./terminal-progress.ts";

/** `evaluator data`: make, get and check data sets. */
export function dataCommand(): Command {
  return new Command("data")
    .description("make and check data sets")
    .addCommand(scenesCommand())
    .addCommand(checkCommand());
}

function scenesCommand(): Command {
  return new Command("scenes")
    .description(
      "write small image sets of procedural scenes in the data sets' own formats and folder layouts",
    )
    .requiredOption("--out <dir>", "folder to make")
    .option("--images <n>", "images in each set; a quarter of them test", "48")
    .option("--seed <n>", "seed; equal seeds give equal bytes", "0")
    .option("--json", "print one JSON document")
    .action(async (flags: { out: string; images: string; seed: string; json?: true }) => {
      const progress = terminalProgress();
      const outcome = await generateScenes({
        out: resolve(flags.out),
        images: positiveInteger(flags.images, "--images"),
        seed: positiveInteger(flags.seed, "--seed", 0),
        onProgress: (done, total) => progress.update("scenes", done, total),
      });
      progress.end();
      if (flags.json) console.log(JSON.stringify({ out: resolve(flags.out), ...outcome }, null, 2));
      else console.log(`${outcome.state}: ${resolve(flags.out)}`);
    });
}

function checkCommand(): Command {
  return new Command("check")
    .description("compare what the readers see with a sample's expected.json and expected_instances.json")
    .argument("<dir>", "folder of the sample")
    .option("--json", "print one JSON document")
    .action(async (directory: string, flags: { json?: true }) => {
      const checks = await checkExpectedSample(resolve(directory));
      const failed = checks.filter(({ passed }) => !passed);
      if (flags.json) console.log(JSON.stringify({ checks }, null, 2));
      else {
        for (const { name, passed, detail } of checks)
          console.log(`${passed ? "pass" : "FAIL"}  ${name}  ${detail}`);
        console.log(`${checks.length - failed.length} passed, ${failed.length} failed`);
      }
      if (failed.length > 0) process.exitCode = 1;
    });
}
