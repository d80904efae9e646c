import * as ort from "onnxruntime-node";
import { oneLine } from "../files/one-line.ts";
import { claimCard } from "./card.ts";
import { cpu, type Device } from "./device.ts";

/** The one place that makes ONNX Runtime's sessions, for backbones and readouts alike. */

export interface SessionOptions {
  /** The processor where left out. */
  readonly device?: Device;
  /** Threads of one run; ONNX Runtime's own choice where left out. */
  readonly threads?: number;
  /** Folder of the files that external tensors of the model lie in. */
  readonly weightsFolder?: string | null;
}

export function openSession(
  model: Uint8Array,
  { device = cpu, threads, weightsFolder }: SessionOptions,
): Promise<ort.InferenceSession> {
  return ort.InferenceSession.create(model, {
    executionProviders: providersOf(device),
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    ...(threads ? { intraOpNumThreads: threads } : {}),
    interOpNumThreads: 1,
    // Only what ends the process: every error is thrown as well, and who catches it says it in one line.
    logSeverityLevel: 4,
    extra: {
      session: {
        // Threads that wait in a loop cost several times the work where another process wants the cores.
        intra_op: { allow_spinning: "0" },
        ...(weightsFolder ? { model_external_initializers_file_folder_path: weightsFolder } : {}),
      },
    },
  });
}

/**
 * One provider alone is named: where it is missing there is an error and no other in its place. Single operators that it
 * does not have, ONNX Runtime runs on the processor.
 */
function providersOf({ provider, index }: Device): ort.InferenceSession.ExecutionProviderConfig[] {
  switch (provider) {
    case "cpu":
      return ["cpu"];
    case "cuda":
      claimCard(index);
      // CUDA's libraries would round the factors of products to 10 bits (TF32), and ONNX Runtime's binding has no option
      // against it: they read this when they are loaded.
      process.env.NVIDIA_TF32_OVERRIDE = "0";
      return [{ name: "cuda", deviceId: 0 }];
    case "webgpu":
      // With channels last, ONNX Runtime 1.30 convolves 3, 6, 9, 21 channels wrongly.
      return [{ name: "webgpu", preferredLayout: "NCHW" }];
  }
}

/** What the engine says of an error, without the place in its own sources. */
export function engineReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return oneLine(message.replace(/\S*onnxruntime_src\S+:\d+ ([\w:<>~&*, ]+\([^)]*\)( const)? )?/g, ""));
}

export const engineName = "onnxruntime-node";
export const engineVersion: string = ort.env.versions.node ?? ort.env.versions.common;

export { type InferenceSession, Tensor as SessionTensor } from "onnxruntime-node";
