/** What protobuf calls wire types; ONNX uses three of them. */
const wireVarint = 0;
const wireLengthDelimited = 2;
const wireFixed32 = 5;

const utf8 = new TextEncoder();

/** Unsigned LEB128 of a non-negative integer, or of the two's complement of a negative one (10 bytes). */
function encodeVarint(value: number | bigint): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
}

/**
 * Writes one protobuf message. Fields appear in the order of the calls, so equal calls give equal bytes. Chunks are
 * kept by reference until `finish`: a nested message or a tensor of hundreds of megabytes is copied once.
 */
export class ProtoWriter {
  #chunks: Uint8Array[] = [];
  #byteLength = 0;

  integer(field: number, value: number | bigint): this {
    return this.#append([encodeVarint((field << 3) | wireVarint), encodeVarint(value)]);
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#append([encodeVarint((field << 3) | wireFixed32), bytes]);
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#append([
      encodeVarint((field << 3) | wireLengthDelimited),
      encodeVarint(value.byteLength),
      value,
    ]);
  }

  string(field: number, value: string): this {
    return this.bytes(field, utf8.encode(value));
  }

  /** A field that is encoded already, tag included. */
  encoded(field: Uint8Array): this {
    return this.#append([field]);
  }

  message(field: number, value: ProtoWriter): this {
    this.#append([encodeVarint((field << 3) | wireLengthDelimited), encodeVarint(value.#byteLength)]);
    return this.#append(value.#chunks);
  }

  finish(): Uint8Array {
    const result = new Uint8Array(this.#byteLength);
    let offset = 0;
    for (const chunk of this.#chunks) {
      result.set(chunk, offset);
      offset += chunk.byteLength;
    }
    return result;
  }

  #append(chunks: readonly Uint8Array[]): this {
    for (const chunk of chunks) {
      this.#chunks.push(chunk);
      this.#byteLength += chunk.byteLength;
    }
    return this;
  }
}
