import { resolve } from "node:path";
import { Command } from "commander";
import { listManifests } from "../backbones/manifest-file.ts";
import { protocolTaskIds, type SpeedMeasurement, speedBatch, speedReferenceId } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { requireOutputFolder } from "../files/output-folder.ts";
import { measureSpeed, type SpeedOutcome, type SpeedSettings } from "../speed/measure-speed.ts";
import { type EngineFlags, engineSettings, typedCommand, withEngineOptions } from "./cell-options.ts";
import { interruptSignal } from "./interrupt.ts";
import { chosen, positiveInteger } from "./list-option.ts";
import { terminalProgress } from "./terminal-progress.ts";

interface SpeedFlags extends EngineFlags {
  readonly backbone: string;
  readonly task: string;
  readonly out: string;
  readonly batches: string;
  readonly rounds: string;
  readonly size: string;
  readonly untrained?: true;
  readonly json?: true;
}

/** `evaluator speed`: inference time of backbones and readouts, relative to ViT-B/16 at 224 (Fig. 8 and 9). */
export function speedCommand(): Command {
  const command = new Command("speed")
    .description("time backbones and readouts, relative to ViT-B/16 at 224 pixels; one JSON file a backbone")
    .requiredOption("--backbone <ids>", "backbones: ids or manifest paths joined by commas, or all")
    .requiredOption("--out <dir>", "folder for measurements; a rerun skips what is there")
    .option("--task <ids>", "time the readouts of these tasks, joined by commas, or all", "all");
  return withEngineOptions(command, "runs")
    .option("--batches <n>", "batches in a round", `${speedBatch.batches}`)
    .option("--size <n>", "images of a batch", `${speedBatch.size}`)
    .option("--rounds <n>", "rounds; the median counts", `${speedBatch.rounds}`)
    .option(
      "--untrained",
      "draw random weights in place of published ones, which need not be here; the file says so",
    )
    .option("--json", "print one JSON document with every measurement")
    .addHelpText(
      "after",
      [
        "\nEach backbone's file is written when it is done, so Ctrl-C loses only the one in progress;",
        "the same command goes on with it. Send the files with `evaluator upload`.",
        "Leave the machine alone meanwhile: other work on it slows what runs.",
      ].join("\n"),
    )
    .action(measureAll);
}

interface SpeedReport {
  readonly backbone: string;
  readonly outcome: SpeedOutcome | null;
  readonly error: string | null;
}

async function measureAll(flags: SpeedFlags): Promise<void> {
  const progress = terminalProgress();
  const out = resolve(flags.out);
  await requireOutputFolder(out);
  const settings: SpeedSettings = {
    reference: speedReferenceId,
    tasks: chosen(flags.task, protocolTaskIds, "task"),
    batch: {
      ...speedBatch,
      size: positiveInteger(flags.size, "--size"),
      batches: positiveInteger(flags.batches, "--batches"),
      rounds: positiveInteger(flags.rounds, "--rounds"),
    },
    out,
    parameters: flags.untrained ? "untrained" : "published",
    ...(await engineSettings(flags, progress.line)),
    command: typedCommand(),
    progress,
    signal: interruptSignal(
      `measurements of finished backbones are kept in ${out}; the same command goes on with the others`,
    ),
  };
  const backbones = flags.backbone === "all" ? await listManifests() : flags.backbone.split(",");
  const reports: SpeedReport[] = [];
  for (const backbone of backbones.map((id) => id.trim())) {
    try {
      reports.push({ backbone, outcome: await measureSpeed(backbone, settings), error: null });
    } catch (error) {
      // One backbone without weights must not cost the others.
      if (!(error instanceof InputError) || backbones.length === 1) throw error;
      progress.line(`failed: ${error.message}`);
      reports.push({ backbone, outcome: null, error: error.message });
    } finally {
      progress.end();
    }
  }
  print(reports, flags.json === true);
  if (reports.some(({ error }) => error !== null)) process.exitCode = 1;
}

function print(reports: readonly SpeedReport[], json: boolean): void {
  if (json) {
    console.log(JSON.stringify({ backbones: reports }, null, 2));
    return;
  }
  for (const { backbone, outcome, error } of reports) {
    console.log(outcome ? describe(outcome) : `${backbone}: failed: ${error}`);
  }
}

function describe({ measurement, state, path }: SpeedOutcome): string {
  const { backbone, backboneMs, batch, engines, threads, relative, readoutMs } = measurement;
  const { device, precision } = engines.backbone;
  const where = `${device}, ${threads} threads, ${precision}`;
  const weights = backbone.weights === "untrained" ? ", random weights" : "";
  const what = `${batch.batches} batches of ${batch.size}${weights}`;
  return [
    `${backbone.id}: ${ratio(relative.backbone)} (${backboneMs.medianMs.toFixed(0)} ms for ${what}; ${where}) ${state}: ${path}`,
    ...readoutLines(readoutMs, relative.readout),
  ].join("\n");
}

function readoutLines(
  readoutMs: SpeedMeasurement["readoutMs"],
  relative: SpeedMeasurement["relative"]["readout"],
): string[] {
  return protocolTaskIds.flatMap((task) => {
    const [timing, share] = [readoutMs[task], relative[task]];
    if (!timing || share === undefined) return [];
    return [`  readout ${task.padEnd(23)} ${ratio(share)} (${timing.medianMs.toFixed(0)} ms)`];
  });
}

function ratio(value: number): string {
  return `x ${value.toFixed(3)}`;
}
