import { fileKind } from "../files/file-kind.ts";
import { InputError } from "../files/input-error.ts";
import { readLimited } from "../files/limited-read.ts";
import { oneLine } from "../files/one-line.ts";
import { type ModelHeader, readModelHeader } from "./model-header.ts";
import { ProtoError } from "./proto-reader.ts";

/** Protobuf's own limit: larger models keep their weights in external data. */
const mostModelBytes = 2 ** 31 - 1;

export interface ModelFile {
  readonly bytes: Uint8Array;
  readonly header: ModelHeader;
}

/** @throws InputError where the file cannot be read, is too large or is no ONNX file */
export async function readModelFile(path: string): Promise<ModelFile> {
  const bytes = await readLimited(path, mostModelBytes, "an ONNX file").catch((error: unknown) => {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path}: ${oneLine(error)}; expected an ONNX file`);
  });
  const kind = fileKind(bytes);
  if (kind !== null) throw new InputError(`${path}: is ${kind}; expected an ONNX file`);
  return { bytes, header: headerOf(bytes, path) };
}

function headerOf(bytes: Uint8Array, path: string): ModelHeader {
  try {
    return readModelHeader(bytes);
  } catch (error) {
    // A message nested without end overflows the stack.
    if (!(error instanceof ProtoError || error instanceof RangeError)) throw error;
    throw new InputError(`${path}: not an ONNX file (${oneLine(error)}); expected a whole one`);
  }
}
