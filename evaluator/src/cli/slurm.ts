import { resolve } from "node:path";
import { Command } from "commander";
import { requireOutputFolder } from "../files/output-folder.ts";
import { readCells, registerCells, registeredPath } from "../grid/cells-file.ts";
import { batchScript, type SlurmArray, submitArray } from "../grid/slurm.ts";
import type { CellFlags } from "./cell-options.ts";
import { positiveInteger } from "./list-option.ts";
import { withWorkPlace, workArguments } from "./work.ts";

interface SlurmFlags extends CellFlags {
  readonly cells: string;
  readonly partition?: string;
  readonly gres?: string;
  readonly array?: string;
  readonly cpusPerTask: string;
  readonly time?: string;
  readonly sbatch?: readonly string[];
  readonly dryRun?: true;
  readonly json?: true;
}

/** Most workers where nobody said how many. */
const usualWorkers = 8;

/** `evaluator slurm`: workers by Slurm. */
export function slurmCommand(): Command {
  return new Command("slurm").description("start workers by Slurm").addCommand(submitCommand());
}

function submitCommand(): Command {
  const command = new Command("submit").description(
    "submit an array of workers, each of which measures cells of a list until none is left",
  );
  return withWorkPlace(command)
    .option("--partition <name>", "partition of Slurm (default: the cluster's own)")
    .option("--gres <list>", "generic resources of each worker: gpu:1")
    .option("--array <n>", `workers (default: one a cell, ${usualWorkers} at most)`)
    .option("--cpus-per-task <n>", "processor cores of each worker", "4")
    .option("--time <limit>", "of each worker, as sbatch takes it: 12:00:00")
    .option("--sbatch <options...>", "further options of sbatch, each as one word: --mem=32G")
    .option("--dry-run", "print the batch script, submit nothing")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nNode, evaluator, data, weights and --out have to lie at the same paths on every node. Submitting again adds" +
        "\nworkers; cells that are measured or in work are passed over. Logs are kept in OUT/.slurm.",
    )
    .action(submit);
}

async function submit(flags: SlurmFlags, command: Command): Promise<void> {
  const out = resolve(flags.out);
  const planned = await readCells(flags.cells);
  const cpusPerWorker = positiveInteger(flags.cpusPerTask, "--cpus-per-task");
  const place = { data: resolve(flags.data), out };
  const threads = flags.threads === undefined ? ["--threads", `${cpusPerWorker}`] : [];
  const array: SlurmArray = {
    partition: flags.partition ?? null,
    gres: flags.gres ?? null,
    workers:
      flags.array === undefined
        ? Math.min(planned.length, usualWorkers)
        : positiveInteger(flags.array, "--array"),
    cpusPerWorker,
    time: flags.time ?? null,
    more: flags.sbatch ?? [],
    out,
    work: [...workArguments(command, place, registeredPath(out, planned)), ...threads],
  };
  if (flags.dryRun) {
    console.log(flags.json ? JSON.stringify({ job: null, script: batchScript(array) }) : batchScript(array));
    return;
  }
  await requireOutputFolder(out);
  await registerCells(out, planned);
  const job = await submitArray(array);
  if (flags.json) console.log(JSON.stringify({ job, script: batchScript(array) }, null, 2));
  else console.log(`job ${job}: ${array.workers} workers; \`evaluator status ${out}\` says how far they are`);
}
