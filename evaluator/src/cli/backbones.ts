import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { listManifests, readManifest } from "../backbones/manifest-file.ts";
import { validateInChild } from "../candidates/read-candidates.ts";
import type { Verdict } from "../candidates/validate.ts";
import { formatManifest, type Manifest, probeState } from "../contract/index.ts";
import { table } from "../plan/format-plan.ts";
import { weightsFolder } from "../weights/weights-folder.ts";
import { addCommand } from "./backbones-add.ts";
import { weightsOption } from "./cell-options.ts";
import { exitInput } from "./exit-codes.ts";
import { interruptSignal } from "./interrupt.ts";
import { terminalProgress } from "./terminal-progress.ts";

/** `evaluator backbones`: the manifests, and what a new one has to keep. */
export function backbonesCommand(): Command {
  return new Command("backbones")
    .description("list, show, add and check manifests of backbones")
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(addCommand())
    .addCommand(validateCommand());
}

interface ListFlags {
  readonly weights?: string;
  readonly json?: true;
}

function listCommand(): Command {
  return new Command("list")
    .description("list the backbones that come with the evaluator")
    .addOption(weightsOption())
    .option("--json", "print one JSON document")
    .action(async (flags: ListFlags) => {
      const weights = weightsFolder(flags.weights);
      const manifests = await Promise.all((await listManifests()).map(readManifest));
      const rows = manifests.map((manifest) => ({
        ...described(manifest),
        weights: stateOf(manifest, weights),
      }));
      if (flags.json) {
        console.log(JSON.stringify({ backbones: rows }, null, 2));
        return;
      }
      const heads = [
        "id",
        "label",
        "family",
        "parameters",
        "input",
        "features",
        "licence",
        "weights",
        "probe",
      ];
      const lines = rows.map((row) => [
        ...[row.id, row.label, row.family, `${(row.parameters / 1e6).toFixed(1)} M`, `${row.inputSize}`],
        ...[`${row.featureGrid.join("x")}x${row.featureDim}`, row.licence, row.weights, row.probe],
      ]);
      for (const line of table([heads, ...lines], new Set([3, 4]))) console.log(line.trimEnd());
      console.log(`${rows.length} backbones; weights are looked for in ${weights}`);
    });
}

function described(manifest: Manifest) {
  const { id, label, family, parameters, licence, inputSize, featureGrid, featureDim } = manifest;
  return {
    id,
    label,
    family,
    parameters,
    licence,
    inputSize,
    featureGrid,
    featureDim,
    probe: probeState(manifest),
  };
}

function stateOf({ weights }: Manifest, folder: string): "none" | "here" | "not here" {
  if (weights === null) return "none";
  return existsSync(join(folder, weights.file)) ? "here" : "not here";
}

function showCommand(): Command {
  return new Command("show")
    .description("print a manifest")
    .argument("<id>", "id of a backbone, or the path of a manifest")
    .option("--json", "print it as one line of JSON")
    .action(async (id: string, flags: { readonly json?: true }) => {
      const manifest = await readManifest(id);
      console.log(flags.json ? JSON.stringify(manifest) : formatManifest(manifest).trimEnd());
    });
}

function validateCommand(): Command {
  return new Command("validate")
    .description(
      "check manifests as a pull request is checked; exits with 2 where something has to be mended",
    )
    .argument("<manifest...>", "paths of manifests, ids, or all")
    .option("--weights <dir>", "folder of weights files: check keys, values, features and the probe too")
    .option("--json", "print one JSON document")
    .action(async (names: string[], flags: ListFlags) => {
      const progress = terminalProgress();
      const wanted = names.flatMap((name) => (name === "all" ? [] : [name]));
      if (wanted.length < names.length) wanted.push(...(await listManifests()));
      const distinct = [...new Set(wanted)];
      const weights = flags.weights === undefined ? null : resolve(flags.weights);
      const verdicts = await validateInChild(distinct, weights, {
        signal: interruptSignal("a check keeps nothing; the same command starts over"),
        onVerdict: (done) => progress.update("manifests", done, distinct.length),
      });
      progress.end();
      if (flags.json) console.log(JSON.stringify({ backbones: verdicts }, null, 2));
      else printVerdicts(verdicts);
      if (verdicts.some(({ problems }) => problems.length > 0)) process.exitCode = exitInput;
    });
}

function printVerdicts(verdicts: readonly Verdict[]): void {
  for (const { id, file, problems, notes } of verdicts) {
    const state = problems.length === 0 ? "valid" : `${problems.length} to mend`;
    console.log(`${id ?? "?"} (${file}): ${state}`);
    for (const problem of problems) console.log(`  mend  ${problem}`);
    for (const note of notes) console.log(`  note  ${note}`);
  }
  const broken = verdicts.filter(({ problems }) => problems.length > 0).length;
  console.log(`${verdicts.length - broken} of ${verdicts.length} valid`);
}
