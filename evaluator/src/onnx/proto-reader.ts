/** One field of a protobuf message: a varint, or the bytes of a string, message or packed list. */
export interface ProtoField {
  readonly field: number;
  readonly varint: bigint;
  readonly bytes: Uint8Array;
}

const nothing = new Uint8Array(0);

/** The message's bytes are not a protobuf message: cut off, or of another format. */
export class ProtoError extends Error {
  override readonly name = "ProtoError";
}

/** Fields of one message in file order. Bytes are views, not copies. */
export function* readFields(message: Uint8Array): Generator<ProtoField> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined) throw new ProtoError(`cut off at byte ${at - 1}`);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new ProtoError(`a number of more than 10 bytes at ${at}`);
  };
  const take = (length: number): Uint8Array => {
    if (at + length > message.length) {
      throw new ProtoError(`cut off: ${message.length} bytes, expected ${at + length}`);
    }
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const tag = Number(varint());
    const field = tag >> 3;
    switch (tag & 7) {
      case 0:
        yield { field, varint: varint(), bytes: nothing };
        break;
      case 1:
        yield { field, varint: 0n, bytes: take(8) };
        break;
      case 2:
        yield { field, varint: 0n, bytes: take(Number(varint())) };
        break;
      case 5:
        yield { field, varint: 0n, bytes: take(4) };
        break;
      default:
        throw new ProtoError(`wire type ${tag & 7} at byte ${at}`);
    }
  }
}
