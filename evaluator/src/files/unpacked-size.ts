import { InputError } from "./input-error.ts";

/** Most files of an archive: the largest known set has 123,287, and a million empty ones fill a disk's tables. */
const mostFiles = 1_000_000;

/** Counts what comes out of an archive, of which a few bytes can hold any number, and stops it at a limit. */
export class UnpackedSize {
  readonly #archive: string;
  readonly #mostBytes: number;
  #bytes = 0;
  #files = 0;

  constructor(archive: string, mostBytes: number) {
    this.#archive = archive;
    this.#mostBytes = mostBytes;
  }

  /** @throws InputError once there are too many. */
  addBytes(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#mostBytes) return;
    throw new InputError(
      `${this.#archive}: unpacks to more than ${this.#mostBytes} bytes; expected at most so many of this archive`,
    );
  }

  /** @throws InputError once there are too many. */
  addFile(): void {
    this.#files++;
    if (this.#files <= mostFiles) return;
    throw new InputError(`${this.#archive}: holds more than ${mostFiles} files; expected at most so many`);
  }

  /** A stream's bytes as they come, counted. */
  async *counted(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of stream) {
      this.addBytes(piece.length);
      yield piece;
    }
  }
}
