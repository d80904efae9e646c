import { cpus } from "node:os";
import * as ort from "onnxruntime-node";
import { oneLine } from "../files/one-line.ts";

/** The one place that makes ONNX Runtime's sessions, for backbones and readouts alike. */

export interface SessionOptions {
  /** Threads of one run; ONNX Runtime's own choice where left out. */
  readonly threads?: number;
  /** Folder of the files that external tensors of the model lie in. */
  readonly weightsFolder?: string | null;
}

export function openSession(
  model: Uint8Array,
  { threads, weightsFolder }: SessionOptions,
): Promise<ort.InferenceSession> {
  return ort.InferenceSession.create(model, {
    executionProviders: ["cpu"],
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

/** What the engine says of an error, without the place in its own sources. */
export function engineReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return oneLine(message.replace(/\S*onnxruntime_src\S+:\d+ ([\w:<>~&*, ]+\([^)]*\)( const)? )?/g, ""));
}

/** What really runs a graph; goes into every result. */
export function runtimeFacts() {
  return {
    name: "onnxruntime-node",
    version: ort.env.versions.node ?? ort.env.versions.common,
    backend: "cpu",
    device: cpus()[0]?.model.trim() || process.arch,
  } as const;
}

export { type InferenceSession, Tensor as SessionTensor } from "onnxruntime-node";
