import { InputError } from "../files/input-error.ts";

let claimed: number | null = null;

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
  const visible = process.env.CUDA_VISIBLE_DEVICES?.split(",").map((part) => part.trim());
  const card = visible ? visible[index] : String(index);
  if (!card) {
    throw new InputError(
      `--device cuda:${index}: CUDA_VISIBLE_DEVICES is "${process.env.CUDA_VISIBLE_DEVICES}"; expected ${index + 1} cards or more in it`,
    );
  }
  claimed = index;
  process.env.CUDA_DEVICE_ORDER ??= "PCI_BUS_ID";
  process.env.CUDA_VISIBLE_DEVICES = card;
}
