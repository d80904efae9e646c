/** A stream of uniform 32-bit integers. */
export interface RandomStream {
  /** In [0, 2^32). */
  nextUint32(): number;
}

/**
 * xoshiro128** 1.1 (Blackman and Vigna, 2021): 128 bits of state, period 2^128 - 1. The four 32-bit seed words
 * first pass MurmurHash3's finaliser, so that near or zero seeds start far apart and the state is never all zero.
 */
export function xoshiro128(seed: readonly [number, number, number, number]): RandomStream {
  const state = Uint32Array.from(seed, (word, index) => scramble(word + Math.imul(index + 1, 0x9e3779b9)));
  if (state.every((word) => word === 0)) state[0] = 1;
  return xoshiro128OfState(state);
}

/** The generator at a state of four words, not all zero; takes the array over. */
export function xoshiro128OfState(state: Uint32Array): RandomStream {
  return {
    nextUint32() {
      const result = Math.imul(rotateLeft(Math.imul(state[1], 5), 7), 9) >>> 0;
      const shifted = state[1] << 9;
      state[2] ^= state[0];
      state[3] ^= state[1];
      state[1] ^= state[2];
      state[0] ^= state[3];
      state[2] ^= shifted;
      state[3] = rotateLeft(state[3], 11);
      return result;
    },
  };
}

/** Uniform integer in [0, bound), without bias: draws from the incomplete last block are rejected. */
export function uniformInteger(random: RandomStream, bound: number): number {
  if (!(Number.isInteger(bound) && bound >= 1 && bound <= 2 ** 32)) {
    throw new RangeError(`bound ${bound}; expected an integer from 1 to 2^32`);
  }
  const limit = 2 ** 32 - (2 ** 32 % bound);
  for (;;) {
    const draw = random.nextUint32();
    if (draw < limit) return draw % bound;
  }
}

/** Uniform in [0, 1) with 53 random bits. */
export function uniformFraction(random: RandomStream): number {
  const high = random.nextUint32() >>> 5;
  const low = random.nextUint32() >>> 6;
  return (high * 2 ** 26 + low) / 2 ** 53;
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function scramble(word: number): number {
  let mixed = word >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
