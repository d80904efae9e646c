import { createHash } from "node:crypto";
import { InputError } from "../files/input-error.ts";
import { decodeText, utf16Mark } from "../files/text-file.ts";
import { openSourceFile, readSourceFile } from "./source-file.ts";

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** One object of an array that is a member of the file's top-level object. */
export interface ArrayElement {
  /** Name of the array. */
  readonly key: string;
  /** The element's own bytes; valid until the visitor returns. */
  readonly bytes: Buffer;
  /** Where it begins in the file, in bytes. */
  readonly offset: number;
}

/** Splits a stream of JSON bytes into the objects of its top-level arrays by counting brackets outside strings. */
class ArraySplitter {
  depth = 0;
  private inString = false;
  private escaped = false;
  private inArray = false;
  private key = "";
  private keyStart = -1;
  private lastString = "";
  private elementStart = -1;
  private readonly visit: (element: ArrayElement) => void;

  constructor(visit: (element: ArrayElement) => void) {
    this.visit = visit;
  }

  /** Takes bytes `from` to `end` of the window; returns the first byte that must be kept for the next call. */
  consume(window: Buffer, from: number, end: number, windowOffset: number): number {
    // Locals, because this runs once for each of half a billion bytes.
    let { inString, escaped } = this;
    for (let at = from; at < end; at++) {
      const byte = window[at];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) {
          inString = false;
          this.endString(window, at);
        }
      } else if (byte < quote || (byte > quote && byte < openBracket)) {
        // White space, digits, commas and colons.
      } else if (byte === quote) {
        inString = true;
        if (this.depth === 1) this.keyStart = at;
      } else if (byte === openBrace || byte === openBracket) {
        this.openAt(at, byte);
      } else if (byte === closeBrace || byte === closeBracket) {
        this.closeAt(window, at, windowOffset);
      }
    }
    this.inString = inString;
    this.escaped = escaped;
    const keep = this.elementStart >= 0 ? this.elementStart : this.keyStart >= 0 ? this.keyStart : end;
    if (this.elementStart >= 0) this.elementStart -= keep;
    if (this.keyStart >= 0) this.keyStart -= keep;
    return keep;
  }

  private closeAt(window: Buffer, at: number, windowOffset: number): void {
    this.depth--;
    if (this.depth !== 2 || this.elementStart < 0) return;
    const bytes = window.subarray(this.elementStart, at + 1);
    this.visit({ key: this.key, bytes, offset: windowOffset + this.elementStart });
    this.elementStart = -1;
  }

  private endString(window: Buffer, at: number): void {
    if (this.keyStart < 0) return;
    this.lastString = window.toString("utf8", this.keyStart + 1, at);
    this.keyStart = -1;
  }

  private openAt(at: number, byte: number): void {
    this.depth++;
    if (this.depth === 2) {
      this.inArray = byte === openBracket;
      this.key = this.lastString;
    } else if (this.depth === 3 && this.inArray && byte === openBrace) {
      this.elementStart = at;
    }
  }
}

/** UTF-8 bytes of a text file, read from any place. */
export interface TextBytes extends AsyncDisposable {
  /** Reads up to `length` bytes from `position` on into `buffer`, from `at` on; returns how many. */
  read(buffer: Buffer, at: number, length: number, position: number): Promise<number>;
}

/** COCO's largest file has half a gigabyte. */
const mostFileBytes = 2 ** 34;

/** Opens a file for `scanJsonArrays`. UTF-16, which Windows tools write, is held in memory as UTF-8. Throws InputError. */
export async function openJsonBytes(path: string, expected: string): Promise<TextBytes> {
  const file = await openSourceFile(path, expected);
  const { size } = await file.stat();
  if (size > mostFileBytes) {
    await file.close();
    throw new InputError(`${path}: ${size} bytes; expected ${expected}, of at most ${mostFileBytes} bytes`);
  }
  const mark = Buffer.alloc(2);
  await file.read(mark, 0, 2, 0);
  if (utf16Mark(mark) === null) {
    return {
      read: async (buffer, at, length, position) => (await file.read(buffer, at, length, position)).bytesRead,
      [Symbol.asyncDispose]: () => file.close(),
    };
  }
  await file.close();
  const text = Buffer.from(decodeText(await readSourceFile(path, expected), path));
  return {
    read: async (buffer, at, length, position) => text.copy(buffer, at, position, position + length),
    [Symbol.asyncDispose]: async () => {},
  };
}

/** An object is one image or one outline; a gigabyte in one is damage, or an attack on memory. */
const mostElementBytes = 2 ** 28;

/**
 * Calls `visit` with every object of every top-level array, in file order, holding no more of the file than one window
 * (4 MB, or the largest object). Returns the SHA-256 (hex) of the bytes. Throws InputError if the file ends inside the
 * top-level object, or has an object of more than 256 MB.
 */
export async function scanJsonArrays(
  file: TextBytes,
  path: string,
  visit: (element: ArrayElement) => void,
): Promise<string> {
  const hash = createHash("sha256");
  const splitter = new ArraySplitter(visit);
  let window = Buffer.allocUnsafe(1 << 22);
  let kept = 0;
  let windowOffset = 0;
  for (;;) {
    const bytesRead = await file.read(window, kept, window.length - kept, windowOffset + kept);
    if (bytesRead === 0) break;
    const end = kept + bytesRead;
    hash.update(window.subarray(kept, end));
    const keep = splitter.consume(window, kept, end, windowOffset);
    windowOffset += keep;
    kept = end - keep;
    if (kept > mostElementBytes) {
      throw new InputError(
        `${path}: one object or text from byte ${windowOffset} on is longer than ${mostElementBytes} bytes; expected records of images and annotations`,
      );
    }
    const next = kept > window.length / 2 ? Buffer.allocUnsafe(window.length * 2) : window;
    window.copy(next, 0, keep, end);
    window = next;
  }
  const total = windowOffset + kept;
  if (splitter.depth !== 0 || total === 0) {
    throw new InputError(
      `${path}: JSON ends after ${total} bytes inside an object or list; expected a whole file`,
    );
  }
  return hash.digest("hex");
}
