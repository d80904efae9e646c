import { InputError } from "./input-error.ts";

/** The kind of UTF-16 that a text's first two bytes mark; null: none. */
export function utf16Mark(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
}

/** Where the first byte lies that is not UTF-8: what a lenient decoder put in its place encodes to others. */
function firstWrongByte(bytes: Uint8Array): number {
  const lenient = Buffer.from(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  return bytes.findIndex((byte, at) => byte !== lenient[at]);
}

/**
 * Text of a file: UTF-8, with a byte order mark or without, or UTF-16 that is marked as such (Windows tools write it).
 *
 * @throws InputError naming `path` and the first byte that is neither.
 */
export function decodeText(bytes: Uint8Array, path: string): string {
  const mark = utf16Mark(bytes);
  try {
    return new TextDecoder(mark ?? "utf-8", { fatal: true }).decode(bytes);
  } catch {
    if (mark !== null)
      throw new InputError(`${path}: is not whole ${mark.toUpperCase()} text; expected UTF-8`);
    const at = firstWrongByte(bytes);
    const byte = (bytes[at] ?? 0).toString(16).padStart(2, "0");
    throw new InputError(
      `${path}: byte ${at + 1} (0x${byte}) is not UTF-8; expected UTF-8 text, or UTF-16 with a byte order mark`,
    );
  }
}
