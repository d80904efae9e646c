import { InputError } from "../files/input-error.ts";

/** Bytes of a file or a buffer from an offset on; fewer than asked for only at the end. */
export type ReadBytes = (offset: number, length: number) => Buffer;

/** What is read ahead. */
const windowBytes = 1 << 16;

/** Reads bytes one after the other, through a window, and never past a limit. */
export class ByteCursor {
  /** For errors: the file, and the part of it. */
  readonly name: string;
  readonly #read: ReadBytes;
  readonly #limit: number;
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;
  #offset = 0;

  /** @param limit bytes that may be read; the source may have fewer */
  constructor(name: string, read: ReadBytes, limit: number) {
    this.name = name;
    this.#read = read;
    this.#limit = limit;
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.#offset;
  }

  /**
   * The next bytes, as a part of the window: what keeps them copies them.
   *
   * @throws InputError where there are fewer, before anything of their size is taken from memory
   */
  take(length: number): Buffer {
    const start = this.#offset - this.#windowStart;
    if (start + length <= this.#window.length) {
      this.#offset += length;
      return this.#window.subarray(start, start + length);
    }
    return this.#takeBeyond(length);
  }

  byte(): number {
    const at = this.#offset - this.#windowStart;
    if (at < this.#window.length) {
      this.#offset++;
      return this.#window[at];
    }
    return this.#takeBeyond(1)[0];
  }

  /** The text up to the next line break, which is passed over. */
  line(mostBytes: number): string {
    const bytes: number[] = [];
    for (;;) {
      const byte = this.byte();
      if (byte === 0x0a) return Buffer.from(bytes).toString("utf8");
      bytes.push(byte);
      if (bytes.length > mostBytes)
        throw this.error(`a line of more than ${mostBytes} bytes; expected a name`);
    }
  }

  /** An error that says where the cursor stands. */
  error(problem: string, offset = this.#offset): InputError {
    return new InputError(`${this.name}: at byte ${offset}: ${problem}`);
  }

  #takeBeyond(length: number): Buffer {
    if (this.#offset + length > this.#limit) {
      throw this.error(
        `ends within ${length} bytes that are announced; expected at most ${this.#limit} in all`,
      );
    }
    this.#window = this.#read(
      this.#offset,
      Math.min(Math.max(length, windowBytes), this.#limit - this.#offset),
    );
    this.#windowStart = this.#offset;
    if (this.#window.length < length) {
      throw this.error(`ends after ${this.#window.length} of ${length} bytes that are announced`);
    }
    this.#offset += length;
    return this.#window.subarray(0, length);
  }
}
