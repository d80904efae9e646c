import { InputError } from "./input-error.ts";
import { openRegularFile } from "./regular-file.ts";

/** Documents and lists: a thousand times what the known ones take. */
export const mostTextBytes = 2 ** 26;

/**
 * A file's bytes, if it is a file and not too large to be what it should be; errors of the system as they are.
 *
 * @throws InputError naming the file, what it is or its size, and what was expected
 */
export async function readLimited(path: string, mostBytes: number, expected: string): Promise<Buffer> {
  const file = await openRegularFile(path, expected);
  try {
    const { size } = await file.stat();
    if (size > mostBytes) {
      throw new InputError(`${path}: ${size} bytes; expected ${expected}, of at most ${mostBytes} bytes`);
    }
    const bytes = Buffer.alloc(size);
    let filled = 0;
    for (let read = 1; read > 0 && filled < size; filled += read) {
      read = (await file.read(bytes, filled, size - filled, filled)).bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await file.close();
  }
}
