import { readFile, stat } from "node:fs/promises";
import { InputError } from "./input-error.ts";

/** Documents and lists: a thousand times what the known ones take. */
export const mostTextBytes = 2 ** 26;

/**
 * A file's bytes, if it is not too large to be what it should be; errors of the system as they are.
 *
 * @throws InputError naming the file, its size and the limit
 */
export async function readLimited(path: string, mostBytes: number, expected: string): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > mostBytes) {
    throw new InputError(`${path}: ${size} bytes; expected ${expected}, of at most ${mostBytes} bytes`);
  }
  return readFile(path);
}
