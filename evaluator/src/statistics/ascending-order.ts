const bytesEach = Float64Array.BYTES_PER_ELEMENT;
const digits = 256;

/** Gives the places of a list's values in ascending order, equal ones in the order they came; valid until the next call. */
export type OrderOf = (values: ArrayLike<number>) => Uint32Array;

/**
 * Orders lists of `length` numbers, none of them NaN, one after the other.
 *
 * A radix sort by the bytes of each double, lowest first, since ranks of hundreds of models in thousands of replicates are
 * most of a board's time: it compares nothing, and passes over bytes that all values share (three of the eight where the
 * values were single precision).
 */
export function ascendingOrder(length: number): OrderOf {
  const keys = new Float64Array(length);
  const bytes = new Uint8Array(keys.buffer);
  const counts = new Uint32Array(bytesEach * digits);
  const scratch = [new Uint32Array(length), new Uint32Array(length)] as const;
  return (values) => {
    setKeys(keys, values);
    countDigits(counts, bytes);
    let [order, next] = scratch;
    for (let place = 0; place < length; place++) order[place] = place;
    for (let byte = 0; byte < bytesEach; byte++) {
      const ofByte = counts.subarray(byte * digits, (byte + 1) * digits);
      if (ofByte[bytes[byte] ?? 0] === length) continue;
      orderByByte(order, next, bytes, byte, ofByte);
      [order, next] = [next, order];
    }
    return order;
  };
}

/** Keys whose bytes, read as one unsigned number, are in the order of the values. */
function setKeys(keys: Float64Array, values: ArrayLike<number>): void {
  // Adding zero makes -0 the 0 that it equals.
  for (let index = 0; index < keys.length; index++) keys[index] = (values[index] ?? Number.NaN) + 0;
  // As everywhere that JavaScript runs: lower word first, in it lowest byte.
  const words = new Uint32Array(keys.buffer);
  for (let low = 0, high = 1; high < words.length; low += 2, high += 2) {
    // All bits of a negative number are turned round, of another its sign alone.
    const negative = (words[high] ?? 0) >> 31;
    words[low] = (words[low] ?? 0) ^ negative;
    words[high] = (words[high] ?? 0) ^ (negative | 0x80_00_00_00);
  }
}

function countDigits(counts: Uint32Array, bytes: Uint8Array): void {
  counts.fill(0);
  for (let key = 0; key < bytes.length; key += bytesEach) {
    for (let byte = 0; byte < bytesEach; byte++) {
      const digit = byte * digits + (bytes[key + byte] ?? 0);
      counts[digit] = (counts[digit] ?? 0) + 1;
    }
  }
}

/** @param counts of the byte's values; afterwards, where the last key of each value ended */
function orderByByte(
  order: Uint32Array,
  next: Uint32Array,
  bytes: Uint8Array,
  byte: number,
  counts: Uint32Array,
): void {
  let before = 0;
  for (let digit = 0; digit < digits; digit++) {
    const count = counts[digit] ?? 0;
    counts[digit] = before;
    before += count;
  }
  for (let place = 0; place < order.length; place++) {
    const index = order[place] ?? 0;
    const digit = bytes[index * bytesEach + byte] ?? 0;
    const to = counts[digit] ?? 0;
    next[to] = index;
    counts[digit] = to + 1;
  }
}
