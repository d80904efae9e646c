import { crc32 } from "node:zlib";

/** One image's features in a shard. */
export interface Entry {
  /** 64 hexadecimal digits. */
  readonly key: string;
  /** Where its payload begins in the shard, bytes. */
  readonly offset: number;
  /** Features, of two bytes each. */
  readonly count: number;
  /** CRC-32 of the payload. */
  readonly checksum: number;
}

/** A row of an index: key, offset (8 bytes), count, CRC-32 of the payload, CRC-32 of the row so far; little-endian. */
const keyBytes = 32;
export const rowBytes = keyBytes + 8 + 4 + 4 + 4;
const checkedBytes = rowBytes - 4;

/** Bytes that an entry of so many features takes: half precision and its row in the index. */
export const entryBytes = (count: number): number => 2 * count + rowBytes;

export function requireKey(key: string): void {
  if (!/^[0-9a-f]{64}$/.test(key)) throw new Error(`feature key ${key}: expected 64 hexadecimal digits`);
}

/** Rows of an index, one after the other. */
export function encodeRows(entries: readonly Entry[]): Buffer {
  const rows = Buffer.alloc(entries.length * rowBytes);
  for (const [index, { key, offset, count, checksum }] of entries.entries()) {
    requireKey(key);
    const row = rows.subarray(index * rowBytes, (index + 1) * rowBytes);
    row.write(key, "hex");
    row.writeBigUInt64LE(BigInt(offset), keyBytes);
    row.writeUInt32LE(count, keyBytes + 8);
    row.writeUInt32LE(checksum, keyBytes + 12);
    row.writeUInt32LE(crc32(row.subarray(0, checkedBytes)), checkedBytes);
  }
  return rows;
}

/** The whole rows of an index; those that a dying writer or a bad disk left damaged are passed over. */
export function decodeRows(bytes: Buffer): Entry[] {
  const entries: Entry[] = [];
  for (let start = 0; start + rowBytes <= bytes.length; start += rowBytes) {
    const row = bytes.subarray(start, start + rowBytes);
    if (crc32(row.subarray(0, checkedBytes)) !== row.readUInt32LE(checkedBytes)) continue;
    entries.push({
      key: row.toString("hex", 0, keyBytes),
      offset: Number(row.readBigUInt64LE(keyBytes)),
      count: row.readUInt32LE(keyBytes + 8),
      checksum: row.readUInt32LE(keyBytes + 12),
    });
  }
  return entries;
}
