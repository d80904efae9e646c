import { stat } from "node:fs/promises";
import { InputError } from "../files/input-error.ts";
import type { ModelHeader } from "../onnx/index.ts";
import { readInChild } from "../reading/child.ts";
import { limitsOfFiles } from "../reading/limits.ts";

/** Inputs and outputs of an ONNX file. */
export type OnnxEnds = Pick<ModelHeader, "inputs" | "outputs">;

/** Has a child read them. Throws InputError where there is no ONNX file. */
export async function readOnnxEnds(path: string): Promise<OnnxEnds> {
  const { size } = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`${path}: cannot be read (${error.code}); expected an ONNX file`);
  });
  return readInChild<{ readonly path: string }, OnnxEnds>({
    module: new URL("./onnx-header-reader.ts", import.meta.url),
    ...{ job: { path }, what: path, limits: limitsOfFiles(size) },
  });
}
