import { InputError } from "../files/input-error.ts";
import { claimCard, type Device } from "../onnx/index.ts";
import type { ExecutorId } from "../program/executor.ts";
import { nativeAddonPath } from "../program/tf.ts";
import { probeNativeBackend } from "../setup/probe.ts";

/**
 * What trains the readout. "auto" takes ONNX Runtime on the device; where that is the processor and TensorFlow has a GPU,
 * TensorFlow. Says in one line what was chosen and why, unless the device's own line did.
 */
export async function chooseExecutor(
  wanted: "auto" | "onnxruntime" | "tfjs-node",
  device: Device,
  say: (line: string) => void,
): Promise<ExecutorId> {
  if (wanted === "onnxruntime") return wanted;
  if (wanted === "auto" && device.provider !== "cpu") return "onnxruntime";
  // Before TensorFlow counts the cards.
  if (device.provider === "cuda") claimCard(device.index);
  if (nativeAddonPath() === null) {
    if (wanted === "tfjs-node") {
      throw new InputError(
        "--engine tfjs-node: the native TensorFlow backend is missing; get it with `evaluator setup`",
      );
    }
    say(
      "readout engine: ONNX Runtime on CPU (native TensorFlow is not set up; `evaluator setup` provides it)",
    );
    return "onnxruntime";
  }
  const probe = await probeNativeBackend();
  if (wanted === "tfjs-node") {
    if (!probe.works)
      throw new InputError(`--engine tfjs-node: the native backend does not load: ${probe.reason}`);
    say(`readout engine: TensorFlow ${probe.native.tensorflowVersion} on ${probe.native.device}`);
    return wanted;
  }
  if (probe.works && probe.native.device === "GPU") {
    say(`readout engine: TensorFlow ${probe.native.tensorflowVersion} on GPU`);
    return "tfjs-node";
  }
  const why = probe.works ? "native TensorFlow has no GPU here" : `native TensorFlow fails: ${probe.reason}`;
  say(`readout engine: ONNX Runtime on CPU (${why})`);
  return "onnxruntime";
}
