import { InputError } from "../files/input-error.ts";

export const pngSignature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
/** Length and type in front of a chunk's data, checksum behind. */
const frameBytes = 12;

export interface PngChunk {
  readonly type: string;
  readonly data: Buffer;
  /** Of type and data, as stored. */
  readonly checksum: number;
}

/** Chunks up to the end chunk; what follows it belongs to no image. */
export function pngChunks(bytes: Buffer, path: string): PngChunk[] {
  const chunks: PngChunk[] = [];
  for (let at = pngSignature.length; at + frameBytes <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const end = at + frameBytes + length;
    if (end > bytes.length) break;
    const type = bytes.toString("latin1", at + 4, at + 8);
    chunks.push({ type, data: bytes.subarray(at + 8, end - 4), checksum: bytes.readUInt32BE(end - 4) });
    if (type === "IEND") return chunks;
    at = end;
  }
  throw new InputError(
    `${path}: truncated PNG, ${bytes.length} bytes without its end chunk; expected a whole file`,
  );
}

/** Red, green and blue of each index, `[colours * 3]`; null: the file has no palette. */
export function pngPalette(bytes: Buffer, path: string): Uint8Array | null {
  const palette = pngChunks(bytes, path).find(({ type }) => type === "PLTE" || type === "IDAT");
  return palette?.type === "PLTE" ? Uint8Array.from(palette.data) : null;
}
