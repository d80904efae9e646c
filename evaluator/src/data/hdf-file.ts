import { open } from "node:fs/promises";
import { File, ready } from "h5wasm/node";
import { InputError } from "../files/input-error.ts";
import { sourceFileSize } from "./source-file.ts";

/** MATLAB v7.3 puts its own header before the HDF5 file. */
const userBlockBytes = 512;
const hdfSignature = Buffer.from("\x89HDF\r\n\x1a\n", "latin1");

/** Length that the HDF5 superblock states, in bytes from the start of the file; null if there is no superblock. */
function statedBytes(head: Buffer): number | null {
  const at = [0, userBlockBytes].find((offset) => head.subarray(offset, offset + 8).equals(hdfSignature));
  if (at === undefined) return null;
  // Versions 0 and 1 keep the end of the file after two more addresses, 2 and 3 after one.
  const version = head[at + 8];
  return Number(head.readBigUInt64LE(at + (version < 2 ? 40 + (version === 1 ? 4 : 0) : 28)));
}

/** Opens an HDF5 file, also behind a MATLAB user block. Throws InputError if it is none, or shorter than it says. */
export async function openHdf(path: string, what: string): Promise<File> {
  const bytes = await sourceFileSize(path, what);
  const file = await open(path);
  const head = Buffer.alloc(userBlockBytes + 64);
  await file.read(head, 0, head.length, 0);
  await file.close();
  const stated = statedBytes(head);
  if (stated === null) throw new InputError(`${path}: ${bytes} bytes that are not HDF5; expected ${what}`);
  if (bytes < stated) throw new InputError(`${path}: truncated, ${bytes} bytes; expected ${stated}`);
  const module = await ready;
  // Otherwise the library prints its errors and goes on.
  module.activate_throwing_error_handler();
  try {
    return new File(path, "r");
  } catch (error) {
    throw new InputError(`${path}: does not open as HDF5 (${String(error)}); expected ${what}`);
  }
}
