import type { RgbImage } from "../data/dataset.ts";

/** lowbias32 (Wellons): whole number -> 32 bits, in 32-bit arithmetic, hence equal in every language. */
export function hashed(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

const octaves = [0, 1, 2, 3, 4, 5, 6, 7];
/** Near most networks' mean, so that a patch of it is near zero and the norms' epsilon shows. */
const flat = [124, 116, 104];

/** Noise of eight octaves with equal energy, as in photographs. */
function noiseAt(channel: number, row: number, column: number): number {
  let total = 0;
  for (const octave of octaves) {
    const key =
      Math.imul(3 * octave + channel, 0x9e3779b1) +
      Math.imul(row >> octave, 0x85ebca6b) +
      Math.imul(column >> octave, 0xc2b2ae35);
    total += (hashed(key) >>> 24) - 128;
  }
  return Math.min(255, Math.max(0, 128 + Math.floor(total / 3)));
}

/** Ramps to tell places apart, rings of every width, and a flat, a black and a white square. */
function rampAt(side: number, channel: number, row: number, column: number): number {
  const [quarter, half, most] = [1, 2, 3].map((part) => Math.floor((part * side) / 4)) as [
    number,
    number,
    number,
  ];
  const right = column >= half && column < most;
  if (row >= quarter && row < half && right) return flat[channel] ?? 0;
  if (row >= half && row < most && right) return 255;
  if (row >= half && row < most && column >= quarter && column < half) return 0;
  const last = Math.max(1, side - 1);
  if (channel === 0) return Math.floor((255 * column) / last);
  if (channel === 1) return Math.floor((255 * row) / last);
  return Math.floor((row * row + column * column) / side) & 255;
}

/**
 * The two images of a probe at a backbone's input size, alike to the bit wherever they are made: `tools/probe/probe.py`
 * makes the same. Their structure reaches from one pixel to the whole, so that heads, activation, epsilon, positions and
 * order of channels all show.
 */
export function probeImages(side: number): readonly [RgbImage, RgbImage] {
  const draw = (valueAt: (channel: number, row: number, column: number) => number): RgbImage => {
    const data = new Uint8Array(3 * side * side);
    for (let row = 0, at = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        for (let channel = 0; channel < 3; channel++) data[at++] = valueAt(channel, row, column);
      }
    }
    return { width: side, height: side, data };
  };
  return [draw(noiseAt), draw((channel, row, column) => rampAt(side, channel, row, column))];
}
