import { visibleCards } from "../devices/nvidia-smi.ts";
import { type Device, deviceName, unclaimedEnvironment } from "../onnx/index.ts";
import { positiveInteger } from "./list-option.ts";

/**
 * The device of each of this machine's workers: every card one, where CUDA computes and no card was named; else as many
 * workers as were asked for, one without that, on the one device.
 *
 * @param typed the option `--device` as it was given
 */
export async function workerDevices(
  device: Device,
  typed: string,
  workers: string | undefined,
): Promise<string[][]> {
  const cards =
    device.provider === "cuda" && !typed.includes(":")
      ? (await visibleCards(unclaimedEnvironment().CUDA_VISIBLE_DEVICES)).length
      : 0;
  const count = workers === undefined ? Math.max(cards, 1) : positiveInteger(workers, "--workers");
  return Array.from({ length: count }, (_, index) => [
    "--device",
    deviceName(cards > 0 ? { provider: "cuda", index: index % cards } : device),
  ]);
}
