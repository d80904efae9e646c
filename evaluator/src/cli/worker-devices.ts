import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Command } from "commander";
import { positiveInteger } from "./list-option.ts";

/**
 * The options that give each of this machine's workers its device: every card one, where cards were asked for and none
 * was named; else as many workers as were asked for, one without that, on the device that was typed.
 */
export async function workerDevices(command: Command, workers: string | undefined): Promise<string[][]> {
  const device: unknown = command.getOptionValue("device");
  const cards = device === "cuda" ? await cardCount() : 0;
  const count = workers === undefined ? Math.max(cards, 1) : positiveInteger(workers, "--workers");
  return Array.from({ length: count }, (_, index) =>
    cards > 1 ? ["--device", `cuda:${index % cards}`] : [],
  );
}

/** Cards that CUDA programs may use here, as the driver's own tool and the environment say. */
async function cardCount(): Promise<number> {
  const visible = process.env.CUDA_VISIBLE_DEVICES;
  if (visible !== undefined) return visible.split(",").filter((name) => name.trim() !== "").length;
  try {
    const { stdout } = await promisify(execFile)("nvidia-smi", ["--list-gpus"]);
    return stdout.split("\n").filter((line) => line.startsWith("GPU ")).length;
  } catch {
    return 0;
  }
}
