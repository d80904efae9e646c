import { Command } from "commander";
import { readManifest } from "../backbones/manifest-file.ts";
import { ownTaskId, type ReadoutId, type TaskId } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { protocol } from "../protocol.ts";
import { parameterCounts } from "../readout/parameters.ts";
import { readoutConfig } from "../readout/variants.ts";
import { positiveInteger } from "./list-option.ts";
import { baselineDimOption, chosenReadouts, type ReadoutFlags } from "./readout-option.ts";
import { chosenTasks } from "./task-option.ts";

/** Feature dimensions of the paper's backbones. */
const paperDims = [256, 768, 896, 1024, 1152];

interface ParamsFlags extends ReadoutFlags {
  readonly dim?: string;
  readonly backbone?: string;
  readonly task: string;
  readonly classes?: string;
  readonly json?: true;
}

interface ParamsRow {
  readonly featureDim: number;
  readonly task: string;
  readonly variant: ReadoutId;
  /** Width of a baseline; null: the readout has none of its own. */
  readonly baselineDim: number | null;
  readonly published: number;
  readonly effective: number;
}

/** `evaluator params`: learnable parameters, in the paper's convention and as they really are. */
export function paramsCommand(): Command {
  return new Command("params")
    .description("print published and effective learnable parameters of readouts")
    .option("--dim <numbers>", `feature dimensions joined by commas (default: ${paperDims.join(",")})`)
    .option("--backbone <id>", "take the feature dimension of this backbone")
    .option("--task <ids>", "tasks joined by commas, or all", "all")
    .option("--classes <n>", `classes of own data, for --task ${ownTaskId}`)
    .option("--variant <ids>", "readouts joined by commas, or all", "base")
    .addOption(baselineDimOption())
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\npublished: the paper's P_learn, which counts a LayerNorm that is created but never applied; effective: without it.",
    )
    .action(async (flags: ParamsFlags) => {
      const rows = await paramsRows(flags);
      if (flags.json) console.log(JSON.stringify(rows, null, 2));
      else printTable(rows);
    });
}

/** Channels of a task's readouts; those of own data are its classes. */
function outputsOf(task: TaskId, classes: string | undefined): readonly number[] {
  if (task !== ownTaskId) return protocol[task].outputs;
  if (classes === undefined) {
    throw new InputError(
      `--task ${task}: as many outputs as the data has classes; expected --classes with it`,
    );
  }
  return [positiveInteger(classes, "--classes", 2)];
}

async function paramsRows(flags: ParamsFlags): Promise<ParamsRow[]> {
  const dims = flags.backbone
    ? [(await readManifest(flags.backbone)).featureDim]
    : (flags.dim?.split(",").map((dim) => positiveInteger(dim.trim(), "--dim")) ?? paperDims);
  return dims.flatMap((featureDim) =>
    chosenTasks(flags.task).flatMap((task) =>
      chosenReadouts(flags).map(({ readout, baselineDim }) => {
        const { queryGrid, cnnChannels } = protocol[task];
        const configs = outputsOf(task, flags.classes).map((count) =>
          readoutConfig({
            readout,
            baselineDim,
            maskForm: "paper",
            featureDim,
            // The grid has no parameters.
            featureGrid: [1, 1],
            queryGrid,
            outputs: count,
            ...(cnnChannels === undefined ? {} : { cnnChannels }),
          }),
        );
        return { featureDim, task, variant: readout, baselineDim, ...parameterCounts(configs) };
      }),
    ),
  );
}

function printTable(rows: readonly ParamsRow[]): void {
  const line = (cells: readonly string[]) =>
    console.log(
      cells
        .map((cell, column) => (column === 1 || column === 2 ? cell.padEnd(26) : cell.padStart(9)))
        .join("  "),
    );
  line(["D'", "task", "variant", "published", "effective", "millions"]);
  for (const { featureDim, task, variant, baselineDim, published, effective } of rows) {
    const name = baselineDim === null ? variant : `${variant} ${baselineDim}`;
    line([`${featureDim}`, task, name, `${published}`, `${effective}`, (published / 1e6).toFixed(3)]);
  }
}
