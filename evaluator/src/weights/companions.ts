import { rename, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { InputError } from "../files/input-error.ts";
import { readModelFile } from "../onnx/index.ts";
import { isPlainName } from "./plain-name.ts";
import { sha256OfFile } from "./weights-file.ts";

/**
 * Files beside an ONNX model that hold its tensors, sorted.
 *
 * @throws InputError where it is no model, or names what is no file beside it
 */
export async function companionsOf(path: string): Promise<string[]> {
  const names = [...(await readModelFile(path)).header.externalFiles];
  const stranger = names.find((name) => !isPlainName(name) || name === basename(path));
  if (stranger === undefined) return names;
  throw new InputError(
    `${path}: external data ${JSON.stringify(stranger)}; expected the name of a file beside the model`,
  );
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
