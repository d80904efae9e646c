import { readdir, realpath, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { InputError } from "../files/input-error.ts";
import { cpu, type Device } from "../onnx/index.ts";
import type { ExecutorId } from "../program/executor.ts";
import type { CaseResult } from "./case-result.ts";

export const conformanceGroups = ["backbones", "readout", "metrics", "jpeg"] as const;
export type ConformanceGroup = (typeof conformanceGroups)[number];

export interface ConformanceOptions {
  /** Groups to check; all that the folder has, where left out. */
  readonly only?: readonly ConformanceGroup[];
  /** What the readout's cases run on; `defaultExecutors` where left out. */
  readonly executors?: readonly ExecutorId[];
  /** What backbones, and readouts in ONNX Runtime, run on; the processor where left out. */
  readonly device?: Device;
}

/**
 * The executors that results are made with, so far as they are here: the native one needs what `evaluator setup`
 * provides. TensorFlow.js in plain JavaScript takes minutes for the larger cases, so it runs only when asked for.
 */
export async function defaultExecutors(device = cpu): Promise<ExecutorId[]> {
  // Another engine would not be the device's.
  if (device.provider !== "cpu") return ["onnxruntime"];
  const { nativeAddonPath } = await import("../program/tf.ts");
  return nativeAddonPath() === null ? ["onnxruntime"] : ["onnxruntime", "tfjs-node"];
}

export const executorIds = ["onnxruntime", "tfjs-node", "tfjs-cpu"] as const satisfies readonly ExecutorId[];

/**
 * Checks every case in a folder with a subfolder for each of its groups, or in the folder of one group: by its name, or as
 * the only one asked for. The folder brings inputs and expected values; this code knows neither. Whatever is not known here
 * is a failed case, and so is a group without cases. Throws InputError where the folder, or a group asked for by name, is
 * not there.
 */
export async function* checkFolder(
  directory: string,
  options: ConformanceOptions = {},
): AsyncGenerator<CaseResult> {
  const entries = await listFolder(directory);
  const folders = entries.filter(({ isFolder }) => isFolder).map(({ name }) => name);
  const itself = folders.some(isGroup) ? null : await groupOfFolder(directory, options.only);
  if (itself !== null) {
    yield* checkGroup(itself, directory, options);
    return;
  }
  for (const group of options.only ?? []) {
    if (!folders.includes(group)) {
      throw new InputError(`${directory} has no folder ${group}; it has ${folders.join(", ") || "none"}`);
    }
  }
  for (const group of options.only ?? conformanceGroups) {
    if (folders.includes(group)) yield* checkGroup(group, join(directory, group), options);
  }
  if (options.only) return;
  for (const entry of entries) {
    const isKnown = entry.isFolder ? isGroup(entry.name) : entry.name.endsWith(".md");
    if (!isKnown)
      yield failed("folder", entry.name, `not known here; known: ${conformanceGroups.join(", ")}`);
  }
  if (!folders.some(isGroup)) {
    yield failed("folder", directory, `no cases: none of ${conformanceGroups.join(", ")}`);
  }
}

const isGroup = (name: string): name is ConformanceGroup => conformanceGroups.some((group) => group === name);

/** The group whose cases a folder without subfolders for groups holds; null: that cannot be told. */
async function groupOfFolder(
  directory: string,
  only: ConformanceOptions["only"],
): Promise<ConformanceGroup | null> {
  const [asked, ...others] = only ?? [];
  if (asked !== undefined) return others.length === 0 ? asked : null;
  const names = [resolve(directory), await realpath(directory)].map((path) => basename(path));
  return names.find(isGroup) ?? null;
}

interface Entry {
  readonly name: string;
  /** Or a link to one. */
  readonly isFolder: boolean;
}

async function listFolder(directory: string): Promise<Entry[]> {
  try {
    const names = (await readdir(directory)).filter((name) => !name.startsWith(".")).sort();
    const kinds = await Promise.all(names.map((name) => stat(join(directory, name)).catch(() => null)));
    return names.map((name, index) => ({ name, isFolder: kinds[index]?.isDirectory() ?? false }));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    const found = code === "ENOENT" ? "there is no such folder" : "this is not a folder";
    throw new InputError(`${directory}: ${found}; expected one with ${conformanceGroups.join(", ")} in it`);
  }
}

async function* checkGroup(
  group: ConformanceGroup,
  directory: string,
  options: ConformanceOptions,
): AsyncGenerator<CaseResult> {
  let cases = 0;
  try {
    for await (const result of openGroup(group, directory, options)) {
      cases++;
      yield result;
    }
  } catch (error) {
    // One file that cannot even be read must not hide the other groups.
    yield failed(group, group, (error as Error).message);
    return;
  }
  if (cases === 0) yield failed(group, group, "the folder has no case");
}

/** Imports late, so that checking metrics loads no engine. */
async function* openGroup(
  group: ConformanceGroup,
  directory: string,
  options: ConformanceOptions,
): AsyncGenerator<CaseResult> {
  switch (group) {
    case "metrics": {
      const { checkMetrics } = await import("./metrics.ts");
      return yield* checkMetrics(directory);
    }
    case "backbones": {
      const { checkBackbones } = await import("./backbones.ts");
      return yield* checkBackbones(directory, options.device);
    }
    case "jpeg": {
      const { checkJpeg } = await import("./jpeg.ts");
      return yield* checkJpeg(directory);
    }
    case "readout": {
      const { checkReadout } = await import("./readout.ts");
      const executors = options.executors ?? (await defaultExecutors(options.device));
      return yield* checkReadout(directory, executors, () => true, options.device);
    }
    default:
      group satisfies never;
  }
}

function failed(group: CaseResult["group"], name: string, detail: string): CaseResult {
  return { group, name, passed: false, worstError: null, tolerance: null, detail };
}
