import { InputError } from "../files/input-error.ts";
import { stampOfFile } from "../files/stamp.ts";
import { sha256OfFile } from "../weights/weights-file.ts";

/** A file as a reader found it. */
export interface ExaminedFile {
  readonly path: string;
  /** What changes with every write: device, number, length and times. */
  readonly stamp: string;
  readonly sha256: string;
}

/** Examines files by hashing them. */
export async function examineFile(path: string): Promise<ExaminedFile> {
  const { stamp } = await stampOfFile(path);
  return { path, stamp, sha256: await sha256OfFile(path) };
}

/**
 * The SHA-256 of a file that was examined, which is still the same file: what is opened now is what was found harmless.
 *
 * @throws InputError where it was changed since, or was not examined
 */
export async function examinedSha256(files: readonly ExaminedFile[], path: string): Promise<string> {
  const known = files.find((file) => file.path === path);
  if (known === undefined) {
    throw new InputError(
      `${path}: was not among what was read first; expected the files to stay as they are`,
    );
  }
  if ((await stampOfFile(path)).stamp === known.stamp) return known.sha256;
  const found = await sha256OfFile(path);
  if (found === known.sha256) return found;
  throw new InputError(
    `${path}: has SHA-256 ${found}, and had ${known.sha256} when it was read first; expected it to stay as it is`,
  );
}
