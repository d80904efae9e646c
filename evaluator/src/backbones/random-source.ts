import { createHash } from "node:crypto";

/**
 * 32 random bits a call: xoshiro128** (Blackman, Vigna 2018), all in 32-bit integer arithmetic, hence equal on every
 * machine. The state is the first half of SHA-256 over the label, so streams of different labels are independent.
 */
export function randomBits(label: string): () => number {
  const digest = createHash("sha256").update(label).digest();
  let [a, b, c, d] = [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)) as [
    number,
    number,
    number,
    number,
  ];
  return () => {
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
}

/** Natural logarithm by its atanh series, in IEEE additions, products and quotients alone; 0 < x < 1. */
function portableLog(x: number): number {
  let mantissa = x;
  let halvings = 0;
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    halvings++;
  }
  const z = (mantissa - 1) / (mantissa + 1);
  const square = z * z;
  let sum = 0;
  for (let odd = 17; odd >= 1; odd -= 2) sum = sum * square + 1 / odd;
  return 2 * z * sum - halvings * Math.LN2;
}

/**
 * Inverse of the standard normal distribution function, 0 < p < 1, by P. J. Acklam's rational approximations (relative
 * error 1.2e-9). Math.log may differ in the last bit between engines; the approximations use none of it.
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * portableLog(p));
    const top =
      ((((-7.784894002430293e-3 * q - 3.223964580411365e-1) * q - 2.400758277161838) * q -
        2.549732539343734) *
        q +
        4.374664141464968) *
        q +
      2.938163982698783;
    const bottom =
      (((7.784695709041462e-3 * q + 3.224671290700398e-1) * q + 2.445134137142996) * q + 3.754408661907416) *
        q +
      1;
    return top / bottom;
  }
  const q = p - 0.5;
  const r = q * q;
  const top =
    (((((-3.969683028665376e1 * r + 2.209460984245205e2) * r - 2.759285104469687e2) * r +
      1.38357751867269e2) *
      r -
      3.066479806614716e1) *
      r +
      2.506628277459239) *
    q;
  const bottom =
    ((((-5.447609879822406e1 * r + 1.615858368580409e2) * r - 1.556989798598866e2) * r +
      6.680131188771972e1) *
      r -
      1.328068155288572e1) *
      r +
    1;
  return top / bottom;
}

/** `count` independent normal numbers with mean 0. */
export function normals(label: string, count: number, standardDeviation: number): Float32Array {
  const bits = randomBits(label);
  const values = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    values[index] = standardDeviation * normalQuantile((bits() + 0.5) / 4294967296);
  }
  return values;
}

/** `count` independent numbers, uniform in [-bound, bound). */
export function uniforms(label: string, count: number, bound: number): Float32Array {
  const bits = randomBits(label);
  return Float32Array.from({ length: count }, () => bound * (bits() / 2147483648 - 1));
}
