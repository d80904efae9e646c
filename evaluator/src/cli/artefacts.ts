import { join, resolve } from "node:path";
import { Command, Option } from "commander";
import { type ArtefactSettings, makeArtefacts } from "../artefacts/make-artefacts.ts";
import type { ArtefactIndex } from "../contract/index.ts";
import { InputError } from "../input-error.ts";
import { chooseExecutor } from "../readout-engine.ts";
import { cacheDirectory } from "../setup/cache-directory.ts";
import { interruptSignal } from "./interrupt.ts";
import { positiveInteger } from "./list-option.ts";
import { terminalProgress } from "./terminal-progress.ts";

interface ArtefactFlags {
  readonly data: string;
  readonly out: string;
  readonly images?: string;
  readonly count: string;
  readonly grids?: string;
  readonly alignment: ArtefactSettings["alignment"];
  readonly engine: "auto" | "onnxruntime" | "tfjs-node";
  readonly threads?: string;
  readonly weights?: string;
  readonly cache?: string;
  readonly cacheGb: string;
  readonly json?: true;
}

/** `evaluator artefacts`: pictures of finished cells. */
export function artefactsCommand(): Command {
  return new Command("artefacts")
    .description("draw features, truth and predictions of finished cells as PNG, with an index in JSON")
    .argument("<bundles...>", "bundles of `evaluator run`, with the .readout files beside them")
    .requiredOption("--data <dir>", "folder of the data set that the bundles were measured on")
    .requiredOption("--out <dir>", "pictures go to the folder artefacts in it")
    .option("--images <ids>", "ids of test images joined by commas")
    .option("--count <n>", "without --images: so many, spread evenly over the test set", "4")
    .option("--grids <sizes>", "further query grids joined by commas, for example 14x14,56x56 (Fig. 7)")
    .addOption(
      new Option(
        "--alignment <kind>",
        "what further grids share with the trained one: the pixels' centres, or the outermost queries",
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
    .option("--cache-gb <n>", "most that cached features may take, GB", "60")
    .option("--json", "print one JSON document with every index")
    .action(drawBundles);
}

async function drawBundles(bundles: readonly string[], flags: ArtefactFlags): Promise<void> {
  const progress = terminalProgress();
  const cache = resolve(flags.cache ?? cacheDirectory());
  const settings: ArtefactSettings = {
    data: resolve(flags.data),
    out: resolve(flags.out),
    cache,
    cacheBytes: positiveInteger(flags.cacheGb, "--cache-gb") * 1e9,
    weights: resolve(flags.weights ?? process.env.EVALUATOR_WEIGHTS ?? join(cache, "weights")),
    executor: await chooseExecutor(flags.engine, progress.line),
    ...(flags.threads === undefined ? {} : { threads: positiveInteger(flags.threads, "--threads") }),
    images: flags.images?.split(",").map((id) => id.trim()) ?? positiveInteger(flags.count, "--count"),
    grids: flags.grids?.split(",").map(queryGrid) ?? [],
    alignment: flags.alignment,
    progress,
    signal: interruptSignal(),
  };
  const drawn: { path: string; index: ArtefactIndex }[] = [];
  for (const bundle of bundles) {
    drawn.push(await makeArtefacts(resolve(bundle), settings));
    progress.end();
  }
  if (flags.json) console.log(JSON.stringify({ artefacts: drawn }, null, 2));
  else for (const { path, index } of drawn) console.log(`${index.images.length} images: ${path}`);
}

/** "28x28", rows by columns. */
function queryGrid(text: string): readonly [number, number] {
  const [, rows, columns] = /^\s*(\d+)x(\d+)\s*$/.exec(text) ?? [];
  if (rows === undefined || columns === undefined) {
    throw new InputError(`--grids "${text}"; expected rows x columns, for example 56x56`);
  }
  return [positiveInteger(rows, "--grids"), positiveInteger(columns, "--grids")];
}
