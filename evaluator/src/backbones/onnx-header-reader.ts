import { readModelFile } from "../onnx/index.ts";
import type { Read } from "../reading/child.ts";
import type { OnnxEnds } from "./read-onnx-ends.ts";

/** Runs in a child: what an ONNX file says of its inputs and outputs. */
export const read: Read<{ readonly path: string }, OnnxEnds> = async ({ path }) => {
  const { inputs, outputs } = (await readModelFile(path)).header;
  return { inputs, outputs };
};
