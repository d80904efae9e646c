import { type Command, Option } from "commander";
import { listManifests, readManifest } from "../backbones/manifest-file.ts";
import { mismatchOf } from "../cell/backbone-readout.ts";
import { type Budget, baseVariant, type CellRequest, customBudget, smokeBudget } from "../cell/request.ts";
import {
  ownTaskIds,
  protocolTaskIds,
  readoutIds,
  smokeBatchSize,
  type TaskId,
  type Variant,
} from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { higherResolution, smokeIterations } from "../protocol.ts";
import { type CellFlags, withCellOptions } from "./cell-options.ts";
import { integers, positiveInteger } from "./list-option.ts";
import { baselineDimOption, chosenReadouts, type ReadoutFlags } from "./readout-option.ts";
import { chosenTasks } from "./task-option.ts";

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
}

/** The options that name a grid of cells and where they run; `run` and `plan` take the same. */
export function withGridOptions(command: Command): Command {
  command
    .requiredOption("--backbone <ids>", "backbones: ids or manifest paths joined by commas, or all")
    .requiredOption(
      "--task <ids>",
      `tasks joined by commas, or all: ${protocolTaskIds.join(", ")}; own images: ${ownTaskIds.join(", ")}`,
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

/** @throws InputError on wrong options, or on a readout that does not fit a backbone where both are named. */
export async function cellRequests(
  flags: Omit<GridFlags, "data">,
  say: (line: string) => void,
): Promise<CellRequest[]> {
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
function chosenBudget({
  smoke,
  iterations,
  batchSize,
}: Pick<GridFlags, "smoke" | "iterations" | "batchSize">): (task: TaskId) => Budget {
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
