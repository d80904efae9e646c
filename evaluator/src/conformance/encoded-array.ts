import { z } from "zod";

export type ArrayValues = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** An array of a reference case, row-major. */
export interface DecodedArray<Values extends ArrayValues = ArrayValues> {
  readonly shape: readonly number[];
  readonly data: Values;
}

const shape = z.array(z.number().int().nonnegative());
const dense = z.strictObject({
  dtype: z.enum(["uint8", "uint16", "uint32", "int32", "float32", "float64", "bits"]),
  shape,
  b64: z.string(),
});
const sparse = z.strictObject({
  dtype: z.literal("float64"),
  shape,
  fill: z.number(),
  at: z.array(z.tuple([z.number().int().nonnegative(), z.number()])),
});
const encoded = z.union([dense, sparse]);

/**
 * Parses `{dtype, shape, b64}` (base64 of little-endian values; `bits` packs eight 0/1 pixels a byte, the first in the
 * lowest bit) or the sparse `{dtype, shape, fill, at}`. Wrong lengths are schema issues naming both sizes.
 */
export const encodedArray = encoded.transform((value, context): DecodedArray => {
  const size = value.shape.reduce((product, side) => product * side, 1);
  if ("at" in value) return { shape: value.shape, data: fillSparse(size, value) };
  const bytes = Buffer.from(value.b64, "base64");
  const expectedBytes =
    value.dtype === "bits" ? Math.ceil(size / 8) : size * valueTypes[value.dtype].BYTES_PER_ELEMENT;
  if (bytes.length !== expectedBytes) {
    context.addIssue({
      code: "custom",
      message: `${bytes.length} bytes; ${value.dtype} [${value.shape.join(", ")}] takes ${expectedBytes}`,
    });
    return z.NEVER;
  }
  if (value.dtype === "bits") return { shape: value.shape, data: unpackBits(bytes, size) };
  // A copy: base64 buffers share a pool and need not be aligned.
  const { buffer } = Uint8Array.from(bytes);
  return { shape: value.shape, data: new valueTypes[value.dtype](buffer) };
});

/** As `encodedArray`, for arrays that a case may also write as a nested list or a number. */
export function isEncodedArray(value: unknown): boolean {
  return encoded.safeParse(value).success;
}

const valueTypes = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

function fillSparse(size: number, value: z.infer<typeof sparse>): Float64Array {
  const data = new Float64Array(size).fill(value.fill);
  for (const [index, entry] of value.at) {
    if (index >= size) throw new RangeError(`sparse entry at ${index}; the array has ${size} values`);
    data[index] = entry;
  }
  return data;
}

function unpackBits(bytes: Uint8Array, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (bytes[i >> 3] >> (i & 7)) & 1);
}
