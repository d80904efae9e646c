import { InputError } from "../files/input-error.ts";

/** What the process was started with. */
const given = process.env.CUDA_VISIBLE_DEVICES;
let claimed: number | null = null;

/** The environment before a card was claimed: for processes that claim one of their own. */
export function unclaimedEnvironment(): NodeJS.ProcessEnv {
  const { CUDA_VISIBLE_DEVICES: _, ...others } = process.env;
  return given === undefined ? others : { ...others, CUDA_VISIBLE_DEVICES: given };
}

/**
 * Makes one NVIDIA card the only one of this process, before CUDA's libraries count them: ONNX Runtime and TensorFlow then
 * use the same, and neither takes memory of another. Cards are numbered as `nvidia-smi` shows them, among those that
 * CUDA_VISIBLE_DEVICES leaves, which is what a batch system sets.
 *
 * @throws InputError where the process has another card already, or CUDA_VISIBLE_DEVICES has none of that number.
 */
export function claimCard(index: number): void {
  if (claimed === index) return;
  if (claimed !== null) {
    throw new InputError(
      `--device cuda:${index}: this process has cuda:${claimed}; expected one card a process`,
    );
  }
  const visible = given?.split(",").map((part) => part.trim());
  const card = visible ? visible[index] : String(index);
  if (!card) {
    throw new InputError(
      `--device cuda:${index}: CUDA_VISIBLE_DEVICES is "${given}"; expected ${index + 1} cards or more in it`,
    );
  }
  claimed = index;
  process.env.CUDA_DEVICE_ORDER ??= "PCI_BUS_ID";
  process.env.CUDA_VISIBLE_DEVICES = card;
}
