import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, Option } from "commander";
import type { RunSettings } from "../cell/settings.ts";
import { InputError } from "../files/input-error.ts";
import { writeCells } from "../grid/cells-file.ts";
import { plannedCells } from "../grid/planned-cells.ts";
import { requireSpace } from "../plan/disk.ts";
import { formatPlan } from "../plan/format-plan.ts";
import { makePlan, type PlanOptions } from "../plan/make-plan.ts";
import { generateScenes } from "../scenes/generate.ts";
import { cellSettings, typedCommand } from "./cell-options.ts";
import { cellRequests, type GridFlags, withGridOptions } from "./grid-options.ts";
import { interruptSignal } from "./interrupt.ts";
import { positiveInteger } from "./list-option.ts";
import { terminalProgress } from "./terminal-progress.ts";

interface PlanFlags extends Omit<GridFlags, "data"> {
  readonly data?: string;
  readonly write?: string;
  readonly assume?: "official";
  readonly gpus: string;
  readonly json?: true;
}

/** Scenes for a pilot where there are no data: enough for each task to find what it needs. */
const pilotScenes = { images: 24, seed: 0 };

/** `evaluator plan`: what a run of the same options would cost, without running it. */
export function planCommand(): Command {
  const command = withGridOptions(
    new Command("plan").description(
      "say what `run` with the same options would do: cells, parameters, cached features, disk, time",
    ),
  )
    .option("--write <file>", "write the cells as a list for `work`, `slurm submit` and `queue fill`")
    .addOption(
      new Option(
        "--assume <sizes>",
        "plan for data sets as large as the published ones, which need not be here; needs no --data",
      ).choices(["official"]),
    )
    .option("--gpus <n>", "cards, each like this machine's device, that will share the cells", "1")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nA pilot times a few forward passes of each backbone and a few updates of each shape of readout, with --assume" +
        "\nand no --data on generated scenes. Exits with 2 where data are damaged or unfit, or the disk is too small.",
    )
    .action(plan);
  for (const option of command.options) if (option.long === "--data") option.mandatory = false;
  return command;
}

async function plan(flags: PlanFlags): Promise<void> {
  const progress = terminalProgress();
  if (flags.data === undefined && flags.assume === undefined) {
    throw new InputError("no --data; expected a folder, or --assume official for sizes as published");
  }
  const requests = await cellRequests(flags, progress.line);
  const signal = interruptSignal("a plan keeps nothing; the same command starts over");
  const scenes = flags.data === undefined ? await mkdtemp(join(tmpdir(), "evaluator-plan-")) : null;
  try {
    if (scenes !== null) await generateScenes({ out: join(scenes, "scenes"), ...pilotScenes });
    const data = flags.data ?? join(String(scenes), "scenes");
    const fixed = await cellSettings({ ...flags, data }, progress.line);
    const settings: RunSettings = { ...fixed, command: typedCommand(), progress, signal };
    const options: PlanOptions = {
      settings,
      pilot: flags.pilot ? "measured" : "none",
      sizes: flags.assume ?? "found",
      workers: positiveInteger(flags.gpus, "--gpus"),
    };
    const made = await makePlan(requests, options);
    progress.end();
    console.log(flags.json ? JSON.stringify(made, null, 2) : formatPlan(made));
    if (made.dataProblems.length > 0) throw new InputError(made.dataProblems.join("\n"));
    // Of assumed sizes the disks are those of another machine.
    if (flags.assume === undefined) requireSpace(made.disks);
    if (flags.write !== undefined) await writeCells(flags.write, await plannedCells(requests, made));
  } finally {
    if (scenes !== null) await rm(scenes, { recursive: true, force: true });
  }
}
