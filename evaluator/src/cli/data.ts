import { resolve } from "node:path";
import { Command } from "commander";
import { datasetIds, publishedDatasetIds } from "../contract/index.ts";
import { catalogue, catalogueEntry } from "../data/catalogue.ts";
import { checkExpectedSample } from "../data/expected-sample.ts";
import { fetchDataset, neededBytes } from "../data/fetch-dataset.ts";
import { InputError } from "../files/input-error.ts";
import { generateScenes } from "../scenes/generate.ts";
import { verifyInChild } from "../tasks/verify-in-child.ts";
import { exitInput } from "./exit-codes.ts";
import { interruptSignal } from "./interrupt.ts";
import { positiveInteger } from "./list-option.ts";
import { terminalProgress } from "./terminal-progress.ts";

/** `evaluator data`: make, get and check data sets. */
export function dataCommand(): Command {
  return new Command("data")
    .description("make and check data sets")
    .addCommand(scenesCommand())
    .addCommand(listCommand())
    .addCommand(fetchCommand())
    .addCommand(verifyCommand())
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

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

function listCommand(): Command {
  return new Command("list")
    .description("list the official data sets: addresses, sizes, checksums, terms")
    .option("--json", "print one JSON document")
    .action((flags: { json?: true }) => {
      if (flags.json) {
        console.log(JSON.stringify({ datasets: catalogue }, null, 2));
        return;
      }
      for (const { id, name, homepage, terms, files, counts } of catalogue) {
        console.log(`${id}  ${name}  ${counts.train} train, ${counts.test} test  ${homepage}`);
        for (const term of terms) console.log(`  terms: ${term}`);
        for (const { url, bytes, sha256, md5 } of files) {
          const checksum = sha256 ? `sha256 ${sha256}` : md5 ? `md5 ${md5}` : "no published checksum";
          console.log(`  ${url}  ${bytes === null ? "size unknown" : gigabytes(bytes)}  ${checksum}`);
        }
      }
    });
}

/** One of the known ids. */
function datasetOf<Id extends string>(text: string, known: readonly Id[]): Id {
  const found = known.find((id) => id === text.trim());
  if (found === undefined)
    throw new InputError(`data set "${text}": unknown; expected one of ${known.join(", ")}`);
  return found;
}

function fetchCommand(): Command {
  return new Command("fetch")
    .description("download and unpack an official data set; goes on where it was cut off")
    .argument("<id>", publishedDatasetIds.join(", "))
    .requiredOption("--out <dir>", "folder of the data set")
    .option("--accept-terms", "download after showing the owners' terms")
    .option("--keep-archives", "keep the archives after unpacking them")
    .action(async (text: string, flags: { out: string; acceptTerms?: true; keepArchives?: true }) => {
      const id = datasetOf(text, publishedDatasetIds);
      const { name, terms, files } = catalogueEntry(id);
      console.log([`${name}; its owners ask:`, ...terms.map((term) => `  ${term}`)].join("\n"));
      console.log(`needs ${gigabytes(neededBytes(files))} of disk at most`);
      if (!flags.acceptTerms) {
        throw new InputError(`${id}: the terms above are not accepted yet; expected --accept-terms`);
      }
      const progress = terminalProgress();
      const root = resolve(flags.out);
      await fetchDataset(id, root, {
        signal: interruptSignal(
          `downloaded bytes and unpacked archives are kept in ${root}; the same command goes on from there`,
        ),
        archives: flags.keepArchives ? "keep" : "delete",
        onProgress: (step, file, done, total) => progress.bytes(`${step} ${file}`, done, total),
      });
      progress.end();
      console.log(`fetched; check it with: evaluator data verify ${id} --data ${flags.out}`);
    });
}

function verifyCommand(): Command {
  return new Command("verify")
    .description("check a data set's files: counts, sizes, hashes, and whether it is the official one")
    .argument("<id>", datasetIds.join(", "))
    .requiredOption("--data <dir>", "folder of the data set")
    .option("--pixels", "decode every image too, not only every annotation")
    .option("--json", "print one JSON document")
    .addHelpText("after", "\nExits with 2 where files are damaged, or no task can be measured on the set.")
    .action(async (text: string, flags: { data: string; pixels?: true; json?: true }) => {
      const progress = terminalProgress();
      const [dataset, root] = [datasetOf(text, datasetIds), resolve(flags.data)];
      const depth = flags.pixels ? "pixels" : "annotations";
      const signal = interruptSignal("a check keeps nothing; the same command starts over");
      const { report, found } = await verifyInChild({ dataset, root, depth }, signal, (event) => {
        if (event.kind === "warning") progress.line(event.line);
        else progress.update(`verify ${event.what}`, event.done, event.total);
      });
      progress.end();
      if (flags.json)
        console.log(
          JSON.stringify({ ...report, counts: found.counts, cannotMeasure: found.reasons }, null, 2),
        );
      else {
        const { id, distribution, fingerprint, images } = report;
        console.log(`${id}: ${distribution}, fingerprint ${fingerprint}`);
        console.log(`${images.train} train, ${images.validation} validation, ${images.test} test`);
        for (const difference of report.differences) console.log(`differs: ${difference}`);
        for (const problem of report.problems) console.log(`problem: ${problem}`);
        for (const count of found.counts) console.log(count);
        for (const reason of found.reasons) console.log(`cannot measure ${reason}`);
      }
      if (!found.measurable) process.exitCode = exitInput;
    });
}
