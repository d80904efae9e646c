import { InputError } from "../files/input-error.ts";
import { readLimited } from "../files/limited-read.ts";
import { oneLine } from "../files/one-line.ts";
import { type ModelHeader, readModelHeader } from "../onnx/index.ts";
import type { Read } from "../reading/child.ts";
import { mostModelBytes } from "./onnx-rules.ts";
import type { OnnxEnds } from "./read-onnx-ends.ts";

/** Runs in a child: what an ONNX file says of its inputs and outputs. */
export const read: Read<{ readonly path: string }, OnnxEnds> = async ({ path }) => {
  const { inputs, outputs } = await headerOf(path);
  return { inputs, outputs };
};

async function headerOf(file: string): Promise<ModelHeader> {
  let bytes: Buffer;
  try {
    bytes = await readLimited(file, mostModelBytes, "an ONNX file");
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `${file}: cannot be read (${(error as NodeJS.ErrnoException).code}); expected an ONNX file`,
    );
  }
  try {
    return readModelHeader(bytes);
  } catch (error) {
    throw new InputError(`${file}: not an ONNX file (${oneLine(error)}); expected a whole one`);
  }
}
