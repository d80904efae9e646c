import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { InputError } from "../files/input-error.ts";
import { oneLine } from "../files/one-line.ts";
import { shellCommand } from "../files/shell-command.ts";
import { evaluatorProgram } from "./launch.ts";

/** Seconds before the end of its time that a worker is told of it: to save its state, after the step in progress. */
const warningSeconds = 120;

export interface SlurmArray {
  readonly partition: string | null;
  /** Generic resources of each worker, as sbatch takes them: "gpu:1". */
  readonly gres: string | null;
  readonly workers: number;
  readonly cpusPerWorker: number;
  /** As sbatch takes it: "12:00:00". */
  readonly time: string | null;
  /** Further options of sbatch, as they are. */
  readonly more: readonly string[];
  /** Folder that all nodes share; logs are kept in it. */
  readonly out: string;
  /** Arguments of each worker. */
  readonly work: readonly string[];
}

const logFolder = (out: string): string => join(out, ".slurm");

/** The batch script of an array of workers. Node, evaluator and folders have to lie at the same paths on every node. */
export function batchScript(array: SlurmArray): string {
  const options = [
    "--job-name=evaluator",
    ...(array.partition === null ? [] : [`--partition=${array.partition}`]),
    ...(array.gres === null ? [] : [`--gres=${array.gres}`]),
    `--array=1-${array.workers}`,
    "--ntasks=1",
    `--cpus-per-task=${array.cpusPerWorker}`,
    ...(array.time === null ? [] : [`--time=${array.time}`]),
    // A node that failed or was taken away: the worker goes on elsewhere, from the last checkpoint.
    "--requeue",
    "--open-mode=append",
    `--signal=B:TERM@${warningSeconds}`,
    `--output="${logFolder(array.out)}/%A_%a.log"`,
    ...array.more,
  ];
  return [
    "#!/bin/sh",
    ...options.map((option) => `#SBATCH ${option}`),
    "# exec: the shell gives its place to the worker, which then gets Slurm's signals.",
    `exec ${shellCommand([process.execPath, evaluatorProgram, ...array.work])}`,
    "",
  ].join("\n");
}

/** @returns the job's id. @throws InputError where there is no sbatch, or with what it said */
export async function submitArray(array: SlurmArray): Promise<string> {
  await mkdir(logFolder(array.out), { recursive: true });
  const child = spawn("sbatch", ["--parsable"], { stdio: "pipe" });
  const started = new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  try {
    await started;
  } catch (error) {
    throw new InputError(`sbatch: ${oneLine(error)}; expected Slurm's commands on this machine`);
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  // One that refuses its options does not read the script.
  child.stdin.on("error", () => {});
  child.stdin.end(batchScript(array));
  const [said, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if ((await ended) !== 0) throw new InputError(`sbatch refused: ${oneLine(complaint)}`);
  // "id" or "id;cluster"
  return said.trim().split(";")[0];
}
