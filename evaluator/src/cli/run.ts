import { Command } from "commander";
import type { RunSettings } from "../cell/settings.ts";
import { InputError } from "../files/input-error.ts";
import { requireOutputFolder } from "../files/output-folder.ts";
import { registerCells } from "../grid/cells-file.ts";
import { gridCells } from "../grid/grid-cell.ts";
import { launchWorkers } from "../grid/launch.ts";
import { plannedCells } from "../grid/planned-cells.ts";
import { GridWorker } from "../grid/work.ts";
import { cpu } from "../onnx/index.ts";
import { requireSpace } from "../plan/disk.ts";
import { formatPlan } from "../plan/format-plan.ts";
import { makePlan } from "../plan/make-plan.ts";
import type { Plan } from "../plan/plan.ts";
import { cellSettings, typedCommand } from "./cell-options.ts";
import { exitBug } from "./exit-codes.ts";
import { cellRequests, type GridFlags, withGridOptions } from "./grid-options.ts";
import { interruptSignal } from "./interrupt.ts";
import { printReports } from "./run-summary.ts";
import { terminalProgress } from "./terminal-progress.ts";
import { workArguments } from "./work.ts";
import { workerDevices } from "./worker-devices.ts";
import { type WorkerFlags, withWorkerOptions, workerOptions } from "./worker-options.ts";

interface RunFlags extends GridFlags, WorkerFlags {
  readonly workers?: string;
  readonly json?: true;
}

/** `evaluator run`: measures cells and writes one bundle each. */
export function runCommand(): Command {
  const command = withGridOptions(
    new Command("run").description(
      "train and evaluate readouts on frozen backbones; writes one result bundle a cell",
    ),
  ).option("--workers <n>", "processes that measure cells side by side (default: one a card; one on a CPU)");
  return withWorkerOptions(command)
    .option("--json", "print one JSON document with the outcome of every cell")
    .addHelpText(
      "after",
      "\nSeveral runs may share one --out, from any number of machines: a cell is measured by one of them.",
    )
    .action(runCells);
}

async function runCells(flags: RunFlags, command: Command): Promise<void> {
  const progress = terminalProgress();
  const requests = await cellRequests(flags, progress.line);
  const fixed = await cellSettings(flags, progress.line);
  const { out, cache } = fixed;
  await requireOutputFolder(out);
  const kept = `finished bundles and the last checkpoint are kept in ${out}, features in ${cache}`;
  const signal = interruptSignal(`${kept}; the same command goes on from there`);
  const settings: RunSettings = { ...fixed, command: typedCommand(), progress, signal };
  const isGrid = requests.length > 1;
  const plan = isGrid ? await planFirst(requests, settings, flags) : null;
  const planned = await plannedCells(requests, plan);
  const cells = await gridCells(planned);
  const worker = new GridWorker(cells, {
    ...workerOptions(flags, command, settings),
    // Of a lone cell no plan has read the data.
    ...(isGrid ? {} : ({ measured: "to be looked at", failure: "throw" } as const)),
  });
  // A command that is given again tries again.
  await worker.retry();
  const devices = isGrid ? await workerDevices(settings.device ?? cpu, flags.device, flags.workers) : [[]];
  if (isGrid) {
    const file = await registerCells(out, planned);
    if (devices.length > 1) {
      const shared = workArguments(command, settings, file);
      await launchWorkers(
        devices.map((device) => [...shared, ...device]),
        settings,
      );
    }
  }
  if (devices.length === 1) await worker.work();
  progress.end();
  const reports = await worker.reports();
  printReports(reports, flags.json === true);
  // Workers that died and were not started again.
  const isOpen = reports.some(({ outcome, error }) => outcome === null && error === null);
  if (isOpen && flags.wait) process.exitCode = exitBug;
}

/** Shows what is ahead, on standard error, and refuses what would fill the disk. */
async function planFirst(
  requests: Parameters<typeof makePlan>[0],
  settings: RunSettings,
  flags: GridFlags,
): Promise<Plan> {
  const plan = await makePlan(requests, {
    settings,
    pilot: flags.pilot ? "measured" : "none",
    ...{ sizes: "found", workers: 1 },
  });
  settings.progress.line(formatPlan(plan));
  // Where every cell is blocked, there is nothing to go on with.
  if (plan.dataProblems.length > 0 && plan.cells.every(({ state }) => state === "blocked")) {
    throw new InputError(plan.dataProblems.join("\n"));
  }
  requireSpace(plan.disks);
  return plan;
}
