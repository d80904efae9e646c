import { Command, CommanderError } from "commander";
import { statedCommit } from "../files/evaluator-commit.ts";
import { InputError } from "../files/input-error.ts";
import { artefactsCommand } from "./artefacts.ts";
import { backbonesCommand } from "./backbones.ts";
import { conformanceCommand } from "./conformance.ts";
import { costCommand } from "./cost.ts";
import { dataCommand } from "./data.ts";
import { doctorCommand } from "./doctor.ts";
import { exitBug, exitInput, exitInterrupted } from "./exit-codes.ts";
import { featuresCommand } from "./features.ts";
import { interruptionOf } from "./interrupt.ts";
import { paramsCommand } from "./params.ts";
import { planCommand } from "./plan.ts";
import { predictCommand } from "./predict.ts";
import { queueCommand } from "./queue.ts";
import { retryCommand } from "./retry.ts";
import { runCommand } from "./run.ts";
import { setupCommand } from "./setup.ts";
import { signCommand } from "./sign.ts";
import { sizesCommand } from "./sizes.ts";
import { slurmCommand } from "./slurm.ts";
import { speedCommand } from "./speed.ts";
import { statusCommand } from "./status.ts";
import { uploadCommand } from "./upload.ts";
import { verifyCommand } from "./verify.ts";
import { weightsCommand } from "./weights.ts";
import { workCommand } from "./work.ts";

/** All commands, none of which has run. */
export function program(): Command {
  return new Command("evaluator")
    .description(
      "Dense Attentive Probing: trains one small readout on frozen backbone features, six dense tasks",
    )
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 failed, 2 wrong input, 130 interrupted (work so far is kept).",
    )
    .exitOverride()
    .addCommand(planCommand())
    .addCommand(runCommand())
    .addCommand(workCommand())
    .addCommand(statusCommand())
    .addCommand(retryCommand())
    .addCommand(slurmCommand())
    .addCommand(queueCommand())
    .addCommand(artefactsCommand())
    .addCommand(sizesCommand())
    .addCommand(speedCommand())
    .addCommand(featuresCommand())
    .addCommand(predictCommand())
    .addCommand(signCommand())
    .addCommand(verifyCommand())
    .addCommand(uploadCommand())
    .addCommand(dataCommand())
    .addCommand(weightsCommand())
    .addCommand(backbonesCommand())
    .addCommand(paramsCommand())
    .addCommand(costCommand())
    .addCommand(conformanceCommand())
    .addCommand(setupCommand())
    .addCommand(doctorCommand());
}

/** Runs one command; sets the process's exit code and lets it end by itself. */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on("error", endWithoutOutput);
  process.stderr.on("error", () => process.exit(exitBug));
  try {
    // Before hours of work: the results will say it.
    statedCommit();
    await inheriting(program()).parseAsync([...argv]);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Subcommands throw like the program itself, so that every way out passes `report`. */
function inheriting(command: Command): Command {
  for (const child of command.commands) inheriting(child.exitOverride());
  return command;
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitInput;
  if (error instanceof InputError) {
    console.error(`error: ${error.message}`);
    return exitInput;
  }
  if (error instanceof Error && error.name === "AbortError") {
    console.error(`interrupted; ${interruptionOf(error)}`);
    return exitInterrupted;
  }
  // The system's own message names the file; a stack would not add to it.
  if (error instanceof Error && "syscall" in error) console.error(`error: ${error.message}`);
  else console.error(error);
  return exitBug;
}

/** A reader that has gone (`| head`) ends the command without a word, as it does any other. */
function endWithoutOutput(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") console.error(`error: standard output: ${error.message}`);
  process.exit(exitBug);
}
