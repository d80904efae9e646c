/** The only file that imports TensorFlow.js. Loads one backend on demand and says what it really is. */
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import util from "node:util";
import type * as Core from "@tensorflow/tfjs-core";
import { InputError } from "../files/input-error.ts";

export type TensorFlow = typeof Core;
export type { NamedAttrMap, NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";

export interface TensorFlowBackend {
  readonly tf: TensorFlow;
  readonly version: string;
  /** TensorFlow.js backend: "tensorflow" is the native one. */
  readonly backend: string;
  readonly device: string;
}

const require = createRequire(import.meta.url);

/** Path of the native addon, or null where `evaluator setup` has not run. */
export function nativeAddonPath(): string | null {
  const lib = join(dirname(require.resolve("@tensorflow/tfjs-node-gpu/package.json")), "lib");
  if (!existsSync(lib)) return null;
  const folder = readdirSync(lib).find((name) => name.startsWith("napi-"));
  const addon = folder ? join(lib, folder, "tfjs_binding.node") : "";
  return existsSync(addon) ? addon : null;
}

/** TensorFlow.js's own CPU backend, in JavaScript: slow, for tests. */
export async function loadTensorFlowCpu(): Promise<TensorFlowBackend> {
  const tf = await import("@tensorflow/tfjs-core");
  await import("@tensorflow/tfjs-backend-cpu");
  await tf.setBackend("cpu");
  await tf.ready();
  assertBackend(tf, "cpu");
  return { tf, version: tf.version_core, backend: "cpu", device: processorName() };
}

/**
 * The native backend of `@tensorflow/tfjs-node-gpu`.
 *
 * @throws InputError where the addon is missing: run `evaluator setup`.
 */
export async function loadTensorFlowNative(): Promise<TensorFlowBackend> {
  if (!nativeAddonPath()) {
    throw new InputError("native TensorFlow addon: not found, expected one; make it with `evaluator setup`");
  }
  restoreRemovedUtilities();
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  // Memory as it is needed: TensorFlow would take the whole card at once, ONNX Runtime's backbones run on it too.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= "true";
  // oneDNN's order of summation depends on the processor, and with TensorFlow 2.21 its AVX-512 kernels end a process that
  // trains a depth readout of 7x7 features (SIGSEGV). TensorFlow's own kernels are about as fast here.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= "0";
  const tf: TensorFlow = require("@tensorflow/tfjs-node-gpu");
  // Both backends may be used in one process; they share one engine, which keeps the last one set.
  await tf.setBackend("tensorflow");
  await tf.ready();
  assertBackend(tf, "tensorflow");
  return { tf, version: tf.version_core, backend: "tensorflow", device: nativeDevice(tf) };
}

/** TensorFlow.js 4.22 calls util.isNullOrUndefined, which Node 23 removed (tensorflow/tfjs#8609). */
function restoreRemovedUtilities(): void {
  const known = util as unknown as Record<string, unknown>;
  known.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
}

/** A backend that fails to load is replaced silently by another; a run must not be. */
function assertBackend(tf: TensorFlow, expected: string): void {
  if (tf.getBackend() !== expected) {
    throw new Error(`TensorFlow.js backend ${tf.getBackend()}, expected ${expected}`);
  }
}

/** The binding falls back to the processor where TensorFlow finds no GPU; it tells only here. */
function nativeDevice(tf: TensorFlow): string {
  const backend = tf.backend() as unknown as { readonly isUsingGpuDevice?: boolean };
  return backend.isUsingGpuDevice ? "GPU (CUDA)" : processorName();
}

const processorName = (): string => cpus()[0]?.model ?? "unknown processor";
