import { Command } from "commander";
import { listManifests, readManifest } from "../backbones/manifest-file.ts";
import type { BackboneCost } from "../contract/index.ts";
import { backboneCost } from "../cost/backbone-cost.ts";
import { costsPath, readCosts, writeCosts } from "../cost/cost-file.ts";
import { costInChild } from "../cost/cost-in-child.ts";
import { InputError } from "../files/input-error.ts";

interface CostFlags {
  readonly backbone: string;
  readonly weights?: string;
  readonly write?: true;
  readonly json?: true;
}

/** `evaluator cost`: multiply-adds and activations of backbones at their own input size, from their graphs. */
export function costCommand(): Command {
  return new Command("cost")
    .description("count multiply-adds and activations of backbones at their own input size; needs no weights")
    .requiredOption(
      "--backbone <ids>",
      "backbones: ids, manifest paths or .onnx files joined by commas, or all manifests that come with the evaluator",
    )
    .option("--weights <dir>", "folder that holds the file of a manifest of family onnx")
    .option("--write", `keep the counts in ${costsPath.split("/").slice(-2).join("/")}, which the site shows`)
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      [
        "\nGMACs: 10^9 multiply-adds of convolutions, linear layers and attention's two products for one image.",
        "Mact: 10^6 output elements of the same. attention: the part of the two products, scores of all heads included.",
        "PROTOCOL.md says what is counted, what is not, and where other counters differ.",
      ].join("\n"),
    )
    .action(countAll);
}

interface CostReport {
  readonly backbone: string;
  readonly cost: BackboneCost | null;
  readonly error: string | null;
}

async function countAll(flags: CostFlags): Promise<void> {
  const own = await listManifests();
  const asked = flags.backbone === "all" ? own : flags.backbone.split(",").map((backbone) => backbone.trim());
  const strange = flags.write ? asked.filter((id) => !own.includes(id)) : [];
  if (strange.length > 0) {
    throw new InputError(
      `--write with ${strange.join(", ")}; expected ids of manifests that come with the evaluator`,
    );
  }
  const reports: CostReport[] = [];
  for (const backbone of asked) {
    try {
      reports.push({ backbone, cost: await costOf(backbone, flags.weights), error: null });
    } catch (error) {
      // One ONNX file that is not here must not cost the others.
      if (!(error instanceof InputError) || asked.length === 1) throw error;
      reports.push({ backbone, cost: null, error: error.message });
    }
  }
  if (flags.write) await keep(reports, own);
  print(reports, flags.json === true);
  if (reports.some(({ error }) => error !== null)) process.exitCode = 1;
}

async function costOf(backbone: string, weights: string | undefined): Promise<BackboneCost> {
  const job = { backbone, weights: weights ?? null };
  if (backbone.endsWith(".onnx")) return costInChild(job);
  const manifest = await readManifest(backbone);
  return manifest.family === "onnx" ? costInChild(job) : backboneCost(manifest);
}

/** Beside what was counted before, as of an ONNX file that is not here now; the counts of manifests that are gone go too. */
async function keep(reports: readonly CostReport[], own: readonly string[]): Promise<void> {
  const counts = new Map(Object.entries((await readCosts()).backbones).filter(([id]) => own.includes(id)));
  for (const { backbone, cost } of reports) if (cost) counts.set(backbone, cost);
  await writeCosts(counts);
}

function print(reports: readonly CostReport[], json: boolean): void {
  if (json) {
    console.log(JSON.stringify({ backbones: reports }, null, 2));
    return;
  }
  const width = Math.max(8, ...reports.map(({ backbone }) => backbone.length));
  const line = (name: string, cells: readonly string[]) =>
    console.log([name.padEnd(width), ...cells.map((cell) => cell.padStart(9))].join("  "));
  line("backbone", ["input", "GMACs", "attention", "Mact", "attention"]);
  for (const { backbone, cost, error } of reports) {
    if (!cost) console.log(`${backbone.padEnd(width)}  failed: ${error}`);
    else {
      const { inputSize, macs, attentionMacs, activations, attentionActivations } = cost;
      const scaled = [macs / 1e9, attentionMacs / 1e9, activations / 1e6, attentionActivations / 1e6];
      line(backbone, [`${inputSize}`, ...scaled.map((value) => value.toFixed(2))]);
    }
  }
}
