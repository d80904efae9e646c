import { resolve } from "node:path";
import { Command } from "commander";
import type { RunSettings } from "../cell/settings.ts";
import { InputError } from "../files/input-error.ts";
import { requireOutputFolder } from "../files/output-folder.ts";
import { type PlannedCell, readCells, registerCells } from "../grid/cells-file.ts";
import { gridCells, requirePlannedManifests } from "../grid/grid-cell.ts";
import { CellQueue, type QueuePlace } from "../grid/queue.ts";
import { type CellReport, GridWorker } from "../grid/work.ts";
import { defaultTakeoverSeconds, SilenceWatch } from "../leases/silence.ts";
import { type CellFlags, cellSettings, typedCommand, withCellOptions } from "./cell-options.ts";
import { interruptSignal } from "./interrupt.ts";
import { positiveInteger } from "./list-option.ts";
import { printReports } from "./run-summary.ts";
import { terminalProgress } from "./terminal-progress.ts";
import { type WorkerFlags, withWorkerOptions, workerOptions } from "./worker-options.ts";

interface QueueFlags {
  readonly database?: string;
  readonly queue: string;
  readonly json?: true;
}

interface FillFlags extends QueueFlags {
  readonly cells: string;
  readonly out?: string;
  readonly takeoverAfter: string;
}

interface QueueWorkFlags extends QueueFlags, CellFlags, WorkerFlags {}

/** `evaluator queue`: cells as jobs in a PostgreSQL database, for machines without a batch system. */
export function queueCommand(): Command {
  return new Command("queue")
    .description("hand cells to workers on any machines through a PostgreSQL database (pg-boss)")
    .addCommand(fillCommand())
    .addCommand(queueWorkCommand());
}

function withQueueOptions(command: Command): Command {
  return command
    .option(
      "--database <url>",
      "of PostgreSQL: postgres://user:password@host/name (default: EVALUATOR_DATABASE)",
    )
    .option("--queue <name>", "name of the queue", "evaluator")
    .option("--json", "print one JSON document");
}

function fillCommand(): Command {
  return withQueueOptions(
    new Command("fill")
      .description("put the cells of a list into the queue; those that wait there already are passed over")
      .requiredOption("--cells <file>", "list of cells that `evaluator plan --write` made")
      .option(
        "--out <dir>",
        "folder that the workers will share, for `evaluator status` to know what is to do",
      )
      .option(
        "--takeover-after <s>",
        "of the workers, seconds: a cell in another worker's hands is looked at again after it",
        `${defaultTakeoverSeconds}`,
      ),
  ).action(fill);
}

function queueWorkCommand(): Command {
  const command = new Command("work")
    .description("measure cells from the queue until it is empty")
    .requiredOption("--data <dir>", "folder of the data set, as for `evaluator run`")
    .requiredOption("--out <dir>", "folder for bundles, which all workers share");
  return withQueueOptions(withWorkerOptions(withCellOptions(command, "trains"))).action(work);
}

function placeOf({ database = process.env.EVALUATOR_DATABASE, queue }: QueueFlags): QueuePlace {
  if (database !== undefined) return { database, queue };
  throw new InputError(
    "no --database and no EVALUATOR_DATABASE; expected the address of a PostgreSQL database",
  );
}

async function fill(flags: FillFlags): Promise<void> {
  const planned = await readCells(flags.cells);
  const takeoverSeconds = positiveInteger(flags.takeoverAfter, "--takeover-after");
  if (flags.out !== undefined) {
    await requireOutputFolder(flags.out);
    await registerCells(resolve(flags.out), planned);
  }
  await using queue = await CellQueue.open(placeOf(flags), console.error);
  const added = await queue.fill(planned, takeoverSeconds);
  if (flags.json) console.log(JSON.stringify({ cells: planned.length, added }, null, 2));
  else
    console.log(
      `${added} cells put into queue ${flags.queue}, ${planned.length - added} waited there already`,
    );
}

async function work(flags: QueueWorkFlags, command: Command): Promise<void> {
  const progress = terminalProgress();
  const fixed = await cellSettings(flags, progress.line);
  await requireOutputFolder(fixed.out);
  const signal = interruptSignal(
    "the cell went back into the queue; any worker goes on from its last checkpoint",
  );
  const settings: RunSettings = { ...fixed, command: typedCommand(), progress, signal };
  const options = { ...workerOptions(flags, command, settings), watch: new SilenceWatch() };
  const reports = new Map<string, CellReport>();
  const measure = async (planned: PlannedCell) => {
    await requirePlannedManifests([planned]);
    const cells = await gridCells([planned]);
    const worker = new GridWorker(cells, options);
    const { cell, state } = await worker.tryOne(cells[0].key);
    if (state !== "running") reports.set(cell.key, (await worker.reports())[0]);
    return state;
  };
  await using queue = await CellQueue.open(placeOf(flags), progress.line);
  await queue.work(measure, { signal, rest: flags.wait ? "wait" : "end" });
  progress.end();
  printReports([...reports.values()], flags.json === true);
}
