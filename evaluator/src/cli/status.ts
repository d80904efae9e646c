import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import { type CellStatus, type GridStatus, gridStatus } from "../grid/grid-status.ts";
import { SilenceWatch } from "../leases/silence.ts";
import { formatDuration } from "../plan/format-plan.ts";
import { positiveInteger } from "./list-option.ts";
import { formatSeconds } from "./terminal-progress.ts";

interface StatusFlags {
  readonly watch?: string | true;
  readonly json?: true;
}

const defaultWatchSeconds = 5;
/** A worker that was not seen to beat for so long is worth a word. */
const notableSilenceSeconds = 30;

/** `evaluator status`: how a grid stands, from another shell or machine. */
export function statusCommand(): Command {
  return new Command("status")
    .description("say how the cells of an output folder stand: done, running, failed with the reason, to do")
    .argument("<out>", "the --out of `evaluator run` or `work`")
    .option(
      "--watch [s]",
      `look again every so many seconds (default: ${defaultWatchSeconds}), until nothing runs`,
    )
    .option("--json", "print one JSON document; with --watch, one a line")
    .addHelpText(
      "after",
      "\nCells are known from the lists that workers were given and from what was tried here." +
        "\nExits with 1 where cells have failed.",
    )
    .action(showStatus);
}

async function showStatus(out: string, { watch, json }: StatusFlags): Promise<void> {
  const silence = new SilenceWatch();
  const seconds = typeof watch === "string" ? positiveInteger(watch, "--watch") : defaultWatchSeconds;
  for (;;) {
    const status = await gridStatus(resolve(out), silence);
    const watches = watch !== undefined && status.counts.running + status.counts["to do"] > 0;
    if (json) console.log(JSON.stringify(status, null, watch === undefined ? 2 : 0));
    else
      console.log(
        `${watch !== undefined && process.stdout.isTTY ? "\u001b[H\u001b[2J" : ""}${formatStatus(status)}`,
      );
    process.exitCode = status.counts.failed > 0 ? 1 : 0;
    if (!watches) return;
    await sleep(1000 * seconds);
  }
}

function formatStatus({ cells, counts, secondsLeft }: GridStatus): string {
  const of = (wanted: CellStatus["state"]) => cells.filter(({ state }) => state === wanted);
  const parts = [`${counts.done} of ${cells.length} cells done`];
  for (const state of ["running", "failed", "to do"] as const) {
    if (counts[state] > 0) parts.push(`${counts[state]} ${state}`);
  }
  const left = secondsLeft === null || secondsLeft === 0 ? "" : `; about ${formatDuration(secondsLeft)} left`;
  return [
    `${parts.join(", ")}${left}`,
    ...of("running").map((cell) => `running  ${cell.cell}  ${runningFacts(cell)}`),
    ...of("failed").flatMap(({ cell, reason, command }) => [
      `failed   ${cell}: ${reason?.split("\n")[0]}`,
      `         ${command}`,
    ]),
  ].join("\n");
}

function runningFacts({ progress, attempt, worker, silentSeconds }: CellStatus): string {
  const parts = [];
  if (progress === null) parts.push("starting");
  else {
    const { phase, done, total, perSecond } = progress;
    parts.push(`${phase} ${done}/${total}`);
    if (perSecond > 0) {
      parts.push(`${perSecond >= 10 ? perSecond.toFixed(0) : perSecond.toFixed(2)}/s`);
      parts.push(`${formatSeconds((total - done) / perSecond)} left`);
    }
  }
  if (worker !== null) parts.push(`(${worker.host}, process ${worker.pid}, attempt ${attempt})`);
  if (silentSeconds !== null && silentSeconds > notableSilenceSeconds) {
    parts.push(`silent for ${Math.round(silentSeconds)} s`);
  }
  return parts.join("  ");
}
