import { resolve } from "node:path";
import { type Command, Option } from "commander";
import type { CellSettings } from "../cell/settings.ts";
import { cacheDirectory } from "../files/cache-directory.ts";
import type { Device } from "../onnx/index.ts";
import { weightsFolder } from "../weights/weights-folder.ts";
import { chooseDevice, deviceOption } from "./device-option.ts";
import { positiveInteger } from "./list-option.ts";
import { chooseExecutor } from "./readout-engine.ts";

/** What every command asks for that runs backbones. */
export interface BackboneFlags {
  readonly device: string;
  readonly threads?: string;
  readonly weights?: string;
}

/** Adds the options of `BackboneFlags`. */
export function withBackboneOptions(command: Command): Command {
  return command
    .addOption(deviceOption("auto"))
    .option("--threads <n>", "CPU threads (default: all cores)")
    .addOption(weightsOption());
}

/** The same folder for what fetches weights and what runs on them. */
export const weightsOption = (): Option =>
  new Option(
    "--weights <dir>",
    "folder of weights files (default: EVALUATOR_WEIGHTS, or weights in the cache that EVALUATOR_CACHE names)",
  );

/** What every command asks for that runs backbones and readouts. */
export interface EngineFlags extends BackboneFlags {
  readonly engine: "auto" | "onnxruntime" | "tfjs-node";
}

/** Adds the options of `EngineFlags`. `work`: what the engine does with the readout. */
export function withEngineOptions(command: Command, work: "trains" | "runs"): Command {
  return withBackboneOptions(command).addOption(
    new Option(
      "--engine <name>",
      `what ${work} the readout; auto: ONNX Runtime on the device, TensorFlow where it alone has a GPU`,
    )
      .choices(["auto", "onnxruntime", "tfjs-node"])
      .default("auto"),
  );
}

/** What the options of `BackboneFlags` give. */
export interface BackboneSettings extends Pick<CellSettings, "weights" | "threads" | "reading"> {
  readonly device: Device;
}

export async function backboneSettings(
  flags: BackboneFlags,
  say: (line: string) => void,
): Promise<BackboneSettings> {
  return {
    weights: weightsFolder(flags.weights),
    reading: "in a child",
    device: await chooseDevice(flags.device, say),
    ...(flags.threads === undefined ? {} : { threads: positiveInteger(flags.threads, "--threads") }),
  };
}

/** What the options of `EngineFlags` give. */
export interface EngineSettings extends BackboneSettings, Pick<CellSettings, "executor"> {}

export async function engineSettings(
  flags: EngineFlags,
  say: (line: string) => void,
): Promise<EngineSettings> {
  const settings = await backboneSettings(flags, say);
  return { ...settings, executor: await chooseExecutor(flags.engine, settings.device, say) };
}

/** `--batch`, of every command that computes features. */
export const batchOption = (): Option =>
  new Option(
    "--batch <n>",
    "images of one forward pass of a backbone; auto: 1 on the processor, measured once on a card",
  ).default("auto");

export function forwardBatch(text: string, { provider }: Device): number | "auto" {
  if (text !== "auto") return positiveInteger(text, "--batch");
  return provider === "cpu" ? 1 : "auto";
}

/** What every command on cells asks for besides. */
export interface CellFlags extends EngineFlags {
  readonly data: string;
  readonly out: string;
  readonly cache?: string;
  readonly cacheGb: string;
  readonly batch: string;
}

/** Adds the options of `CellFlags` but for the folders, which each command names in its own words. */
export function withCellOptions(command: Command, work: "trains" | "runs"): Command {
  return withEngineOptions(command, work)
    .option(
      "--cache <dir>",
      "folder of cached features (default: EVALUATOR_CACHE, or the system's cache folder)",
    )
    .option("--cache-gb <n>", "most that cached features may take, GB", "60")
    .addOption(batchOption());
}

/** Settings but for what the run itself has: how it tells of its progress and who may stop it. */
export async function cellSettings(
  flags: CellFlags,
  say: (line: string) => void,
): Promise<Omit<CellSettings, "progress" | "signal"> & { readonly out: string }> {
  const cache = resolve(flags.cache ?? cacheDirectory());
  const engine = await engineSettings(flags, say);
  return {
    data: resolve(flags.data),
    out: resolve(flags.out),
    cache,
    cacheBytes: positiveInteger(flags.cacheGb, "--cache-gb") * 1e9,
    ...engine,
    forwardBatch: forwardBatch(flags.batch, engine.device),
  };
}

/**
 * The command as typed, without the interpreter: for a result's provenance, which is published. A database's address may hold a
 * password.
 */
export function typedCommand(words: readonly string[] = process.argv.slice(2)): string {
  const kept = words.map((word, index) => {
    if (words[index - 1] === "--database") return "ADDRESS";
    return word.startsWith("--database=") ? "--database=ADDRESS" : word;
  });
  return ["evaluator", ...kept].join(" ");
}
