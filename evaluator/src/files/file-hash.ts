import { createHash } from "node:crypto";
import { piecesOfFile } from "./regular-file.ts";

/**
 * Hash of a file's bytes, in hexadecimal.
 *
 * @param expected what it should be, for the error: "an archive"
 * @throws InputError where it is no file; errors of the system as they are, and the signal's reason where it aborts
 */
export async function hashOfFile(
  path: string,
  expected: string,
  {
    algorithm = "sha256",
    signal,
  }: { readonly algorithm?: "sha256" | "md5"; readonly signal?: AbortSignal } = {},
): Promise<string> {
  const hash = createHash(algorithm);
  for await (const piece of piecesOfFile(path, expected)) {
    signal?.throwIfAborted();
    hash.update(piece);
  }
  return hash.digest("hex");
}
