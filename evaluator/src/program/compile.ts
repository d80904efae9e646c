import type { CompileOptions, Executable, ExecutorId } from "./executor.ts";
import { compileForOnnxRuntime } from "./onnx-executor.ts";
import type { Program } from "./tensor.ts";
import { compileForTensorFlow } from "./tfjs-executor.ts";

/** Makes a program ready to run on one of the executors. */
export function compile(
  executor: ExecutorId,
  program: Program,
  options: CompileOptions = {},
): Promise<Executable> {
  switch (executor) {
    case "onnxruntime":
      return compileForOnnxRuntime(program, options);
    case "tfjs-node":
      return compileForTensorFlow(program, "native");
    case "tfjs-cpu":
      return compileForTensorFlow(program, "cpu");
  }
}
