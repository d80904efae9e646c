import type { DeviceFacts } from "../devices/describe-device.ts";
import type { Device } from "../onnx/index.ts";

export type ExecutorId = "onnxruntime" | "tfjs-node" | "tfjs-cpu";

export type Feeds = Readonly<Record<string, Float32Array | Int32Array>>;

/** What really runs a program; goes into every result. */
export interface EngineFacts extends DeviceFacts {
  readonly name: string;
  readonly version: string;
  /** Execution provider or TensorFlow.js backend. */
  readonly backend: string;
}

/** A program made ready to run. */
export interface Executable extends AsyncDisposable {
  readonly engine: EngineFacts;
  /** Feeds are row-major in the shapes of the program's inputs, named as these; so are the results. */
  run(feeds: Feeds): Promise<Record<string, Float32Array>>;
}

export interface CompileOptions {
  /** Of ONNX Runtime; the processor where left out. TensorFlow has its own choice. */
  readonly device?: Device;
  /** Threads of the CPU; the executor's own default where left out. */
  readonly threads?: number;
}
