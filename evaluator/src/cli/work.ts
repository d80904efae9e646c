import { Command } from "commander";
import type { RunSettings } from "../cell/settings.ts";
import { requireOutputFolder } from "../files/output-folder.ts";
import { readCells, registerCells } from "../grid/cells-file.ts";
import { gridCells, requirePlannedManifests } from "../grid/grid-cell.ts";
import { GridWorker } from "../grid/work.ts";
import { type CellFlags, cellSettings, typedCommand, withCellOptions } from "./cell-options.ts";
import { interruptSignal } from "./interrupt.ts";
import { printReports } from "./run-summary.ts";
import { terminalProgress } from "./terminal-progress.ts";
import { typedOptions } from "./typed-options.ts";
import { type WorkerFlags, withWorkerOptions, workerOptions } from "./worker-options.ts";

interface WorkFlags extends CellFlags, WorkerFlags {
  readonly cells: string;
  readonly json?: true;
}

/** `evaluator work`: one worker on a list of cells. */
export function workCommand(): Command {
  return withWorkPlace(
    new Command("work").description(
      "measure cells of a list that no other worker measures, until none is left",
    ),
  )
    .option("--json", "print one JSON document with the outcome of every cell")
    .addHelpText(
      "after",
      "\nAny number of workers may share one --out, from any number of machines. A worker holds a lease of the cell that" +
        "\nit measures; where it dies, another takes the cell over from the last checkpoint. Failed cells are left alone:" +
        "\n`evaluator status` names them, `evaluator retry` sets them free.",
    )
    .action(work);
}

/** The list of cells, where they are measured, and with what. */
export function withWorkPlace(command: Command): Command {
  command
    .requiredOption("--cells <file>", "list of cells that `evaluator plan --write` made")
    .requiredOption("--data <dir>", "folder of the data set, as for `evaluator run`")
    .requiredOption("--out <dir>", "folder for bundles, which all workers share");
  return withWorkerOptions(withCellOptions(command, "trains"));
}

async function work(flags: WorkFlags, command: Command): Promise<void> {
  const progress = terminalProgress();
  const planned = await readCells(flags.cells);
  await requirePlannedManifests(planned);
  const fixed = await cellSettings(flags, progress.line);
  const { out, cache } = fixed;
  await requireOutputFolder(out);
  const kept = `finished bundles and the last checkpoint are kept in ${out}, features in ${cache}`;
  const signal = interruptSignal(`${kept}; any worker goes on from there`);
  const settings: RunSettings = { ...fixed, command: typedCommand(), progress, signal };
  const cells = await gridCells(planned);
  await registerCells(out, planned);
  const worker = new GridWorker(cells, workerOptions(flags, command, settings));
  await worker.work();
  progress.end();
  printReports(await worker.reports(), flags.json === true);
}

/** Arguments of a worker on these cells that has the options that were typed of another command. */
export function workArguments(
  command: Command,
  { data, out }: Pick<RunSettings, "data" | "out">,
  cells: string,
): string[] {
  const typed = typedOptions(command, withWorkerOptions(withCellOptions(new Command(), "trains")));
  return ["work", "--cells", cells, "--data", data, "--out", out, ...typed];
}
