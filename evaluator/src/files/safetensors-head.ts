import { elementCount } from "../math/element-count.ts";

/** Bytes of one element by the dtype names of the safetensors format; the format may get others. */
export const bytesByDtype: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  F8_E8M0: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
};

/** The format's own limit on the header. */
export const mostHeaderBytes = 100_000_000;

/** A tensor that is to be written. */
export interface TensorLayout {
  readonly key: string;
  /** One of the format's names. */
  readonly dtype: string;
  readonly dims: readonly number[];
}

/**
 * What stands before the data of a safetensors file whose tensors follow each other in this order, and bytes from the start
 * of the file: where each tensor begins, and where the file ends.
 */
export function safetensorsHead(
  tensors: readonly TensorLayout[],
  metadata: Readonly<Record<string, string>>,
): { readonly head: Buffer; readonly starts: ReadonlyMap<string, number>; readonly end: number } {
  const header: [key: string, entry: unknown][] = [["__metadata__", metadata]];
  let end = 0;
  const begins = tensors.map(({ key, dtype, dims }) => {
    const begin = end;
    end += elementCount(dims) * bytesByDtype[dtype];
    header.push([key, { dtype, shape: dims, data_offsets: [begin, end] }]);
    return [key, begin] as const;
  });
  // Padded with spaces so that the data are aligned, as the format's own writer does it.
  const json = JSON.stringify(Object.fromEntries(header));
  const text = Buffer.from(json.padEnd(json.length + ((8 - (Buffer.byteLength(json) % 8)) % 8)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const head = Buffer.concat([length, text]);
  const starts = new Map(begins.map(([key, begin]) => [key, head.length + begin]));
  return { head, starts, end: head.length + end };
}
