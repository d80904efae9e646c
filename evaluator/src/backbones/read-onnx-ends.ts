import { stat } from "node:fs/promises";
import type { ModelHeader } from "../onnx/index.ts";
import { readInChild } from "../reading/child.ts";
import { limitsOfFiles } from "../reading/limits.ts";

/** Inputs and outputs of an ONNX file. */
export type OnnxEnds = Pick<ModelHeader, "inputs" | "outputs">;

/** Has a child read them. Throws InputError where it is no ONNX file. */
export async function readOnnxEnds(path: string): Promise<OnnxEnds> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  return readInChild<{ readonly path: string }, OnnxEnds>({
    module: new URL("./onnx-header-reader.ts", import.meta.url),
    ...{ job: { path }, what: path, limits: limitsOfFiles(size) },
  });
}
