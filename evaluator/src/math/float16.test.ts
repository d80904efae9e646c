import { expect, test } from "vitest";
import { decodeFloat16, encodeFloat16, float16ToNumber } from "./float16.ts";

test("subnormals, infinities and NaN decode", () => {
  expect(float16ToNumber(0x0001)).toBe(2 ** -24);
  expect(float16ToNumber(0x83ff)).toBe(-1023 * 2 ** -24);
  expect(float16ToNumber(0x7bff)).toBe(65504);
  expect(float16ToNumber(0xfc00)).toBe(Number.NEGATIVE_INFINITY);
  expect(float16ToNumber(0x7e00)).toBeNaN();
});

test("every half precision number survives the way through float32", () => {
  const halves = Uint16Array.from({ length: 65536 }, (_, half) => half).filter(
    (half) => (half & 0x7fff) <= 0x7c00,
  );
  expect(encodeFloat16(decodeFloat16(halves))).toEqual(halves);
});

test("numbers in between round to the nearest, ties to even", () => {
  const numbers = Uint16Array.from({ length: 0x7bff }, (_, half) => half);
  const values = decodeFloat16(numbers);
  for (const half of [0, 1, 2, 0x3fe, 0x3ff, 0x400, 0x401, 0x3c00, 0x3c01, 0x7bfd]) {
    const [low, high] = [values[half]!, values[half + 1]!];
    const even = half % 2 === 0 ? half : half + 1;
    const between = Float32Array.of((low + high) / 2, low + (high - low) * 0.49, low + (high - low) * 0.51);
    expect(Array.from(encodeFloat16(between))).toEqual([even, half, half + 1]);
    expect(Array.from(encodeFloat16(between.map((value) => -value)), (h) => h & 0x7fff)).toEqual([
      even,
      half,
      half + 1,
    ]);
  }
});

test("too large becomes infinite, too small zero, with their sign", () => {
  expect(Array.from(encodeFloat16(Float32Array.of(65519, 65520, -1e30, 1e-9, -1e-9)))).toEqual([
    0x7bff, 0x7c00, 0xfc00, 0, 0x8000,
  ]);
  expect(Array.from(encodeFloat16(Float32Array.of(Number.NaN)))).toEqual([0x7e00]);
});
