import { existsSync } from "node:fs";
import { writeFileAtomically } from "../files/atomic-file.ts";
import { InputError } from "../files/input-error.ts";
import { encodeSafetensors, readSafetensorsHeader, readTensor } from "../files/safetensors.ts";
import type { ParameterValue, ParameterValues } from "../readout/parameters.ts";

const format = "dense-probing/readout/1";

/** The trained readout's file beside its bundle. */
export function readoutPath(bundlePath: string): string {
  return bundlePath.replace(/(\.json)?$/, ".readout");
}

/**
 * Keeps a task's trained readouts as safetensors, `<readout>.<parameter>` by PyTorch's names, so that they can be queried
 * later and elsewhere. What belongs to the loss alone, such as a classifier, is not kept.
 */
export async function writeReadouts(path: string, readouts: readonly ParameterValues[]): Promise<void> {
  const tensors = new Map<string, ParameterValue>();
  for (const [index, readout] of readouts.entries()) {
    for (const [name, value] of readout) tensors.set(`${index}.${name}`, value);
  }
  await writeFileAtomically(path, encodeSafetensors(tensors, { format }));
}

/** @throws InputError where there is no such file, or not a whole one. */
export function readReadouts(path: string): ParameterValues[] {
  if (!existsSync(path)) {
    throw new InputError(
      `${path}: not found; expected the trained readout that \`evaluator run\` keeps beside its bundle. ` +
        "Results of earlier versions have none: measure the cell again into another folder",
    );
  }
  const header = readSafetensorsHeader(path);
  const readouts: Map<string, ParameterValue>[] = [];
  for (const [key, { dims }] of header.tensors) {
    const [, index, name] = /^(\d)\.(.+)$/.exec(key) ?? [];
    if (name === undefined) {
      throw new InputError(`${path}: tensor ${key}; expected <readout>.<parameter>, for example 0.sigma`);
    }
    readouts[Number(index)] ??= new Map();
    readouts[Number(index)].set(name, { dims, data: readTensor(header, key) });
  }
  return readouts;
}
