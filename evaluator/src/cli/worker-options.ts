import { Command } from "commander";
import type { RunSettings } from "../cell/settings.ts";
import type { GridCell } from "../grid/grid-cell.ts";
import { repeatCommand } from "../grid/repeat-command.ts";
import type { WorkOptions } from "../grid/work.ts";
import { defaultTakeoverSeconds } from "../leases/silence.ts";
import { withCellOptions } from "./cell-options.ts";
import { positiveInteger } from "./list-option.ts";
import { gridProgress } from "./run-summary.ts";
import { typedOptions } from "./typed-options.ts";

/** What the options of `withWorkerOptions` give. */
export interface WorkerFlags {
  readonly takeoverAfter: string;
  readonly deaths: string;
  /** false: `--no-wait`. */
  readonly wait: boolean;
}

/** The options that say how a worker gets on with others on the same folder. */
export function withWorkerOptions(command: Command): Command {
  return command
    .option(
      "--takeover-after <s>",
      "silence after which others take over what this process was measuring, seconds",
      `${defaultTakeoverSeconds}`,
    )
    .option("--deaths <n>", "processes that may die on a cell before it counts as failed", "5")
    .option("--no-wait", "end where the rest is in other workers' hands, instead of waiting to take over");
}

/** @param command as typed, for the commands that repeat single cells */
export function workerOptions(flags: WorkerFlags, command: Command, settings: RunSettings): WorkOptions {
  const begun = performance.now();
  const atBegin = new Set<string>();
  return {
    settings,
    commandOf: repeating(command, settings),
    takeoverSeconds: positiveInteger(flags.takeoverAfter, "--takeover-after"),
    deaths: positiveInteger(flags.deaths, "--deaths"),
    measured: "done",
    failure: "go on",
    rest: flags.wait ? "wait" : "end",
    onCell: ({ title }, standing) => {
      const over = standing.filter(({ state }) => state === "done" || state === "failed");
      if (atBegin.size === 0) for (const { cell } of [...over, standing[0]]) atBegin.add(cell.key);
      const measured = over.filter(({ cell }) => !atBegin.has(cell.key)).length;
      const seconds = (performance.now() - begun) / 1000;
      settings.progress.line(`[${gridProgress(over.length, standing.length, measured, seconds)}] ${title}`);
    },
  };
}

/** The command that measures a cell by itself, where and with what this one does. */
export function repeating(
  command: Command,
  { data, out }: Pick<RunSettings, "data" | "out">,
): (cell: GridCell) => string {
  const where = [
    ...["--data", data, "--out", out],
    ...typedOptions(command, withCellOptions(new Command(), "trains")),
  ];
  return ({ request }) => repeatCommand(request, where);
}
