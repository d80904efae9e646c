import { rename, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileKind } from "../files/file-kind.ts";
import { InputError } from "../files/input-error.ts";
import { readLimited } from "../files/limited-read.ts";
import { oneLine } from "../files/one-line.ts";
import { ProtoError, readModelHeader } from "../onnx/index.ts";
import { isPlainName } from "./plain-name.ts";
import { sha256OfFile } from "./weights-file.ts";

/** Protobuf's own limit. */
const mostModelBytes = 2 ** 31 - 1;

/**
 * Files beside an ONNX model that hold its tensors, sorted.
 *
 * @throws InputError where it is no model, or names what is no file beside it
 */
export async function companionsOf(path: string): Promise<string[]> {
  const bytes = await readLimited(path, mostModelBytes, "an ONNX file");
  const kind = fileKind(bytes);
  if (kind !== null) throw new InputError(`${path}: is ${kind}; expected an ONNX file`);
  const names = namesIn(path, bytes);
  const stranger = names.find((name) => !isPlainName(name) || name === basename(path));
  if (stranger === undefined) return names;
  throw new InputError(
    `${path}: external data ${JSON.stringify(stranger)}; expected the name of a file beside the model`,
  );
}

function namesIn(path: string, bytes: Uint8Array): string[] {
  try {
    return [...readModelHeader(bytes).externalFiles];
  } catch (error) {
    // A message nested without end overflows the stack.
    if (!(error instanceof ProtoError || error instanceof RangeError)) throw error;
    throw new InputError(`${path}: not an ONNX file (${oneLine(error)}); expected a whole one`);
  }
}

/** Moves a model's data beside where it goes. Throws InputError where another model's data are there. */
export async function placeCompanions(
  names: readonly string[],
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<void> {
  for (const name of names) {
    const [source, target] = [join(from, name), join(to, name)];
    if (await stat(target).catch(() => null)) {
      const [own, found] = [await sha256OfFile(source, signal), await sha256OfFile(target, signal)];
      if (own === found) continue;
      throw new InputError(
        `${target}: SHA-256 ${found}; expected ${own} or no file: a folder of the model's own in weights.file keeps them apart`,
      );
    }
    await rename(source, target);
  }
}
