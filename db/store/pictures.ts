import { pictureMaxSide } from "#contract";
import type { FileStore } from "./file-store.ts";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Pixels and how to read them; no text, profiles, times or animation. */
const allowedChunks = ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "sRGB", "cHRM", "pHYs"];
/** Signature, length and type of the first chunk, width, height. */
const headBytes = 24;

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Pixels of a PNG by its first bytes; null where they are not those of a PNG. */
function sizeOfHead(head: Buffer): PictureSize | null {
  if (head.length < headBytes || !head.subarray(0, 8).equals(signature)) return null;
  if (head.toString("latin1", 12, 16) !== "IHDR") return null;
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
}

/** What is wrong with a PNG (PNG specification, section 5: chunks from the signature to IEND and no more); null: nothing. */
export function pngProblem(bytes: Buffer): string | null {
  const size = sizeOfHead(bytes);
  if (!size) return "not a PNG: its first bytes are others";
  const longest = Math.max(size.width, size.height);
  if (Math.min(size.width, size.height) < 1 || longest > pictureMaxSide) {
    return `${size.width} x ${size.height} pixels; expected 1 to ${pictureMaxSide} a side`;
  }
  for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (!allowedChunks.includes(type)) return `chunk ${type}; expected none but ${allowedChunks.join(", ")}`;
    if (type !== "IEND") continue;
    return at + 12 === bytes.length ? null : `${bytes.length - at - 12} bytes after the end of the picture`;
  }
  return "the picture is cut off: it has no end";
}

export const pictureFolder = "pictures";

export const isPictureName = (file: string) => /^[0-9a-f]{64}\.png$/.test(file);

function pictureFile(file: string): string {
  if (!isPictureName(file)) throw new Error(`picture ${file}; expected <SHA-256>.png`);
  return `${pictureFolder}/${file}`;
}

/** false also for what is no picture's name. */
export async function hasPicture(files: FileStore, file: string): Promise<boolean> {
  return isPictureName(file) && files.has(pictureFile(file));
}

/** Durable when it returns. */
export async function keepPicture(files: FileStore, file: string, bytes: Uint8Array): Promise<void> {
  await files.write(pictureFile(file), bytes);
}

/** null: no such picture. */
export async function readPicture(files: FileStore, file: string): Promise<Buffer<ArrayBuffer> | null> {
  return isPictureName(file) ? files.read(pictureFile(file)) : null;
}

/** null: no such picture. */
export async function keptPictureSize(files: FileStore, file: string): Promise<PictureSize | null> {
  const head = isPictureName(file) ? await files.read(pictureFile(file), headBytes) : null;
  return head && sizeOfHead(head);
}
