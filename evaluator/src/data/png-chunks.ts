const signatureBytes = 8;

/** The chunks of a PNG file, as far as they are whole. */
export function* pngChunks(bytes: Buffer): Generator<{ readonly type: string; readonly data: Buffer }> {
  for (let at = signatureBytes; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (at + 12 + length > bytes.length) return;
    yield { type: bytes.toString("latin1", at + 4, at + 8), data: bytes.subarray(at + 8, at + 8 + length) };
    at += 12 + length;
  }
}

/** Red, green and blue of each index, `[colours * 3]`; null: the file has no palette. */
export function pngPalette(bytes: Buffer): Uint8Array | null {
  for (const { type, data } of pngChunks(bytes)) {
    if (type === "PLTE") return Uint8Array.from(data);
    if (type === "IDAT") return null;
  }
  return null;
}
