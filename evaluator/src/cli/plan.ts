import { Command } from "commander";
import { InputError } from "../files/input-error.ts";
import { requireSpace } from "../plan/disk.ts";
import { formatPlan } from "../plan/format-plan.ts";
import { makePlan } from "../plan/make-plan.ts";
import { cellSettings, typedCommand } from "./cell-options.ts";
import { interruptSignal } from "./interrupt.ts";
import { cellRequests, type GridFlags, withGridOptions } from "./run.ts";
import { terminalProgress } from "./terminal-progress.ts";

/** `evaluator plan`: what a run of the same options would cost, without running it. */
export function planCommand(): Command {
  return withGridOptions(
    new Command("plan").description(
      "say what `run` with the same options would do: cells, parameters, cached features, disk, time",
    ),
  )
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nA pilot times a few forward passes of each backbone and a few updates of each shape of readout." +
        "\nExits with 2 where data are damaged or unfit, or the disk is too small.",
    )
    .action(async (flags: GridFlags) => {
      const progress = terminalProgress();
      const requests = await cellRequests(flags, progress.line);
      const signal = interruptSignal("a plan keeps nothing; the same command starts over");
      const fixed = await cellSettings(flags, progress.line);
      const settings = { ...fixed, command: typedCommand(), progress, signal };
      const plan = await makePlan(requests, { settings, pilot: flags.pilot ? "measured" : "none" });
      progress.end();
      console.log(flags.json ? JSON.stringify(plan, null, 2) : formatPlan(plan));
      if (plan.dataProblems.length > 0) throw new InputError(plan.dataProblems.join("\n"));
      requireSpace(plan.disks);
    });
}
