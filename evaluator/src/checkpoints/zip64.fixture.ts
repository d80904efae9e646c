import { open } from "node:fs/promises";

/** Header fields of an entry between the signature and the name; sizes of 64 bits stand in the extra field. */
function fields(name: string, extraBytes: number): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(45, 0);
  header.writeUInt32LE(0xffffffff, 14);
  header.writeUInt32LE(0xffffffff, 18);
  header.writeUInt16LE(name.length, 22);
  header.writeUInt16LE(extraBytes, 24);
  return header;
}

function extra(...values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) field.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return field;
}

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

function end(entries: number, directoryStart: number, directoryBytes: number): Buffer {
  const record = Buffer.alloc(56);
  record.write("PK\x06\x06", "latin1");
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(directoryBytes), 40);
  record.writeBigUInt64LE(BigInt(directoryStart), 48);
  const locator = Buffer.alloc(20);
  locator.write("PK\x06\x07", "latin1");
  locator.writeBigUInt64LE(BigInt(directoryStart + directoryBytes), 8);
  locator.writeUInt32LE(1, 16);
  const last = Buffer.alloc(22, 0xff);
  last.write("PK\x05\x06\0\0\0\0", "latin1");
  last.writeUInt16LE(0, 20);
  return Buffer.concat([record, locator, last]);
}

/** A checkpoint whose storage 0 has `storageBytes` bytes: a hole that takes no room, and `tail` at its end. */
export async function writeZip64(
  path: string,
  pickle: Uint8Array,
  storageBytes: number,
  tail: Uint8Array,
): Promise<void> {
  const file = await open(path, "w");
  const directory: Buffer[] = [];
  let offset = 0;
  const add = async (name: string, size: number, content: Uint8Array): Promise<void> => {
    const sizes = extra(size, size);
    const head = Buffer.concat([latin1("PK\x03\x04"), fields(name, sizes.length), latin1(name), sizes]);
    await file.write(head, 0, head.length, offset);
    await file.write(content, 0, content.length, offset + head.length + size - content.length);
    const place = extra(size, size, offset);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(0xffffffff, 10);
    directory.push(latin1("PK\x01\x02\x2d\0"), fields(name, place.length), rest, latin1(name), place);
    offset += head.length + size;
  };
  // The pickle comes last, so that its place needs 64 bits too.
  await add("archive/data/0", storageBytes, tail);
  await add("archive/data.pkl", pickle.length, pickle);
  const entries = Buffer.concat(directory);
  await file.write(Buffer.concat([entries, end(2, offset, entries.length)]), 0, null, offset);
  await file.close();
}
