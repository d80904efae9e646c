import { Command, Option } from "commander";
import { listManifests, readManifest } from "../backbones/manifest-file.ts";
import { mismatchOf } from "../cell/backbone-readout.ts";
import {
  type Budget,
  baseVariant,
  type CellRequest,
  cellTitle,
  customBudget,
  smokeBudget,
} from "../cell/request.ts";
import { runCell } from "../cell/run.ts";
import type { RunSettings } from "../cell/settings.ts";
import { ownTaskId, protocolTaskIds, readoutIds, type TaskId, type Variant } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { requireOutputFolder } from "../files/output-folder.ts";
import { requireSpace } from "../plan/disk.ts";
import { formatPlan } from "../plan/format-plan.ts";
import { makePlan } from "../plan/make-plan.ts";
import { higherResolution, smokeBatchSize, smokeIterations } from "../protocol.ts";
import { type CellFlags, cellSettings, typedCommand, withCellOptions } from "./cell-options.ts";
import { interruptSignal } from "./interrupt.ts";
import { integers, positiveInteger } from "./list-option.ts";
import { baselineDimOption, chosenReadouts, type ReadoutFlags } from "./readout-option.ts";
import { type CellReport, formatSummary, gridProgress, metricValues } from "./run-summary.ts";
import { chosenTasks } from "./task-option.ts";
import { terminalProgress } from "./terminal-progress.ts";

/** What the options of `withGridOptions` give. */
export interface GridFlags extends CellFlags, ReadoutFlags {
  readonly backbone: string;
  readonly task: string;
  readonly seeds: string;
  /** Another name of `seeds`. */
  readonly seed?: string;
  readonly mask: Variant["maskForm"];
  readonly inputResize: Variant["inputResize"];
  readonly resolution: Variant["resolution"];
  readonly learningRate: string;
  readonly smoke?: true;
  readonly iterations?: string;
  readonly batchSize?: string;
  /** false: `--no-pilot`. */
  readonly pilot: boolean;
  readonly json?: true;
}

/** `evaluator run`: measures cells and writes one bundle each. */
export function runCommand(): Command {
  return withGridOptions(
    new Command("run").description(
      "train and evaluate readouts on frozen backbones; writes one result bundle a cell",
    ),
  )
    .option("--json", "print one JSON document with the outcome of every cell")
    .action(runCells);
}

/** The options that name a grid of cells and where they run; `run` and `plan` take the same. */
export function withGridOptions(command: Command): Command {
  command
    .requiredOption("--backbone <ids>", "backbones: ids or manifest paths joined by commas, or all")
    .requiredOption(
      "--task <ids>",
      `tasks joined by commas, or all: ${protocolTaskIds.join(", ")}; own images: ${ownTaskId}`,
    )
    .requiredOption(
      "--data <dir>",
      "folder of the data set, of your own images, or of scenes made by `evaluator data scenes`",
    )
    .requiredOption(
      "--out <dir>",
      "folder for bundles; a rerun skips what is there and resumes what was cut off",
    )
    .option("--seeds <numbers>", "seeds joined by commas", "0")
    .addOption(new Option("--seed <numbers>", "the same as --seeds").hideHelp())
    .option("--variant <ids>", `readouts joined by commas, or all: ${readoutIds.join(", ")}`, "base")
    .addOption(
      new Option("--mask <form>", "form of the locality mask")
        .choices(["paper", "released"])
        .default("paper"),
    )
    .addOption(
      new Option("--input-resize <kernel>", "from the task's image to the backbone's input")
        .choices(["bicubic", "nearest"])
        .default("bicubic"),
    )
    .addOption(
      new Option(
        "--resolution <name>",
        `of the task's image; higher: ${Object.keys(higherResolution).join(", ")} only`,
      )
        .choices(["standard", "higher"])
        .default("standard"),
    )
    .addOption(baselineDimOption())
    .option("--learning-rate <rate>", "learning rate", `${baseVariant.learningRate}`)
    .option(
      "--smoke",
      `only ${smokeIterations} iterations: to see that all works; never ranked with full runs`,
    )
    .option("--iterations <n>", "of training, other than the protocol's: ranked on a board of its own")
    .option("--batch-size <n>", "images of a training step, other than the protocol's: likewise");
  return withCellOptions(command, "trains").option(
    "--no-pilot",
    "plan without timing a few steps of each shape first",
  );
}

async function runCells(flags: GridFlags): Promise<void> {
  const progress = terminalProgress();
  const requests = await cellRequests(flags, progress.line);
  const fixed = await cellSettings(flags, progress.line);
  const { out, cache } = fixed;
  await requireOutputFolder(out);
  const kept = `finished bundles and the last checkpoint are kept in ${out}, features in ${cache}`;
  const signal = interruptSignal(`${kept}; the same command goes on from there`);
  const settings: RunSettings = { ...fixed, command: typedCommand(), progress, signal };
  if (requests.length > 1) await planFirst(requests, settings, flags);
  const reports: CellReport[] = [];
  const started = performance.now();
  for (const [index, request] of requests.entries()) {
    const measured = reports.filter(({ outcome }) => outcome?.state === "measured").length;
    const seconds = (performance.now() - started) / 1000;
    const backboneId = await shownId(request.backbone);
    const title = cellTitle(request, backboneId);
    progress.line(`[${gridProgress(index, requests.length, measured, seconds)}] ${title}`);
    try {
      reports.push({ request, backboneId, outcome: await runCell(request, settings), error: null });
    } catch (error) {
      // One bad cell must not cost the others; a lone one fails as it is.
      if (requests.length === 1 || settings.signal.aborted) throw error;
      const message = error instanceof InputError ? error.message : String((error as Error).stack ?? error);
      progress.line(`failed: ${message}`);
      reports.push({ request, backboneId, outcome: null, error: message });
    } finally {
      progress.end();
    }
  }
  print(reports, flags.json === true);
  if (reports.some(({ error }) => error !== null)) process.exitCode = 1;
}

/** The id that titles and summaries show: a manifest's own; of one that cannot be read, what was asked for. */
const shownId = (backbone: string): Promise<string> =>
  readManifest(backbone).then(
    ({ id }) => id,
    () => backbone,
  );

/** Shows what is ahead, on standard error, and refuses what would fill the disk. */
async function planFirst(
  requests: readonly CellRequest[],
  settings: RunSettings,
  flags: GridFlags,
): Promise<void> {
  const plan = await makePlan(requests, { settings, pilot: flags.pilot ? "measured" : "none" });
  settings.progress.line(formatPlan(plan));
  // Where every cell is blocked, there is nothing to go on with.
  if (plan.dataProblems.length > 0 && plan.cells.every(({ state }) => state === "blocked")) {
    throw new InputError(plan.dataProblems.join("\n"));
  }
  requireSpace(plan.disks);
}

/** @throws InputError on wrong options, or on a readout that does not fit a backbone where both are named. */
export async function cellRequests(flags: GridFlags, say: (line: string) => void): Promise<CellRequest[]> {
  const pairs = await readoutPairs(flags, say);
  const requested = chosenTasks(flags.task);
  const budgetOf = chosenBudget(flags);
  const learningRate = Number(flags.learningRate);
  if (!(learningRate > 0 && learningRate < 1)) {
    throw new InputError(`--learning-rate "${flags.learningRate}"; expected a number between 0 and 1`);
  }
  const { mask: maskForm, inputResize, resolution } = flags;
  const shared = { maskForm, inputResize, resolution, learningRate };
  const seeds = integers(flags.seed ?? flags.seeds, "--seeds");
  return pairs.flatMap(({ backbone, readouts }) =>
    requested.flatMap((task) =>
      readouts.flatMap((chosenReadout) =>
        seeds.map((seed) => ({
          ...{ backbone, task, seed },
          variant: { ...baseVariant, ...shared, ...chosenReadout },
          budget: budgetOf(task),
        })),
      ),
    ),
  );
}

/** @throws InputError on what is no number, and on batches of another size in a smoke run. */
function chosenBudget({ smoke, iterations, batchSize }: GridFlags): (task: TaskId) => Budget {
  const asked = {
    ...(iterations === undefined ? {} : { iterations: positiveInteger(iterations, "--iterations") }),
    ...(batchSize === undefined ? {} : { batchSize: positiveInteger(batchSize, "--batch-size") }),
  };
  if (!smoke) return (task) => customBudget(task, asked);
  if (batchSize === undefined) return (task) => smokeBudget(task, asked.iterations);
  throw new InputError(
    `--batch-size ${batchSize}: a smoke run has batches of ${smokeBatchSize}; expected no --smoke with it`,
  );
}

/** The readouts of each backbone. What `all` brings in and cannot be measured is left out with a line that says so. */
async function readoutPairs(
  flags: Pick<GridFlags, "backbone" | keyof ReadoutFlags>,
  say: (line: string) => void,
): Promise<{ readonly backbone: string; readonly readouts: ReturnType<typeof chosenReadouts> }[]> {
  const expands = flags.backbone === "all" || flags.variant === "all";
  const ids = flags.backbone === "all" ? await listManifests() : flags.backbone.split(",");
  const wanted = chosenReadouts(flags);
  const pairs = [];
  for (const backbone of ids.map((id) => id.trim())) {
    // A manifest that cannot be read is the cell's own failure: the others go on.
    const manifest = await readManifest(backbone).catch(() => null);
    const mismatches = wanted.map(({ readout }) => manifest && mismatchOf(manifest, readout));
    const [first, ...others] = mismatches.filter((mismatch) => mismatch !== null);
    if (first !== undefined) {
      if (!expands) throw new InputError(first);
      say(`left out: ${first}${others.length > 0 ? `; and ${others.length} more` : ""}`);
    }
    pairs.push({ backbone, readouts: wanted.filter((_, index) => mismatches[index] === null) });
  }
  return pairs;
}

function print(reports: readonly CellReport[], json: boolean): void {
  if (!json) {
    console.log(formatSummary(reports));
    return;
  }
  const cells = reports.map((report) => ({
    cell: cellTitle(report.request, report.backboneId),
    error: report.error,
    state: report.outcome?.state ?? "failed",
    path: report.outcome?.path ?? null,
    metrics: Object.fromEntries(metricValues(report)),
  }));
  console.log(JSON.stringify({ cells }, null, 2));
}
