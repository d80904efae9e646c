/** One field of a protobuf message: a varint, or the bytes of a string, message or packed list. */
export interface ProtoField {
  readonly field: number;
  readonly varint: bigint;
  readonly bytes: Uint8Array;
  /** The whole field as it stands in the message, tag included. */
  readonly raw: Uint8Array;
}

const nothing = new Uint8Array(0);

/** The message's bytes are not a protobuf message: cut off, or of another format. */
export class ProtoError extends Error {
  override readonly name = "ProtoError";
}

/** Reads numbers and bytes one after another. */
class Cursor {
  at = 0;
  readonly #message: Uint8Array;

  constructor(message: Uint8Array) {
    this.#message = message;
  }

  get ended(): boolean {
    return this.at >= this.#message.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#message[this.at++];
      if (byte === undefined) throw new ProtoError(`cut off at byte ${this.at - 1}`);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new ProtoError(`a number of more than 10 bytes at ${this.at}`);
  }

  take(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.#message.length) {
      throw new ProtoError(`cut off: ${this.#message.length} bytes, expected ${end}`);
    }
    this.at = end;
    return this.#message.subarray(end - length, end);
  }
}

/** The numbers of a packed list. */
export function* readVarints(list: Uint8Array): Generator<bigint> {
  const cursor = new Cursor(list);
  while (!cursor.ended) yield cursor.varint();
}

/** Fields of one message in file order. Bytes are views, not copies. */
export function* readFields(message: Uint8Array): Generator<ProtoField> {
  const cursor = new Cursor(message);
  while (!cursor.ended) {
    const start = cursor.at;
    const tag = Number(cursor.varint());
    let varint = 0n;
    let bytes: Uint8Array = nothing;
    switch (tag & 7) {
      case 0:
        varint = cursor.varint();
        break;
      case 1:
        bytes = cursor.take(8);
        break;
      case 2:
        bytes = cursor.take(Number(cursor.varint()));
        break;
      case 5:
        bytes = cursor.take(4);
        break;
      default:
        throw new ProtoError(`wire type ${tag & 7} at byte ${cursor.at}`);
    }
    yield { field: tag >> 3, varint, bytes, raw: message.subarray(start, cursor.at) };
  }
}
