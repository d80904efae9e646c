import { createHash } from "node:crypto";
import type { LabelMap, RgbImage } from "./dataset.ts";

// biome-ignore lint/suspicious/noExplicitAny: the samples' own loosely structured JSON
export type Expected = any;
/** Compares what our readers found with what is expected. */
export type Report = (name: string, found: unknown, expected: unknown) => void;

/** The first 16 hexadecimal digits of the SHA-256. */
export const short = (bytes: Uint8Array | Float32Array): string =>
  createHash("sha256")
    .update(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    .digest("hex")
    .slice(0, 16);

/** How often each value occurs. */
export const histogram = (values: ArrayLike<number>): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (let i = 0; i < values.length; i++) counts[values[i]] = (counts[values[i]] ?? 0) + 1;
  return counts;
};

function meanColour({ data }: RgbImage): number[] {
  const sums = [0, 0, 0];
  for (let i = 0; i < data.length; i++) sums[i % 3] += data[i];
  return sums.map((sum) => (sum * 3) / data.length);
}

export function checkImage(report: Report, name: string, image: RgbImage, expected: Expected): void {
  if (expected.width) report(`${name} size`, [image.width, image.height], [expected.width, expected.height]);
  report(`${name} pixels`, short(image.data), expected.rgb_sha256_16);
  if (expected.rgb_mean) {
    // Printed with six decimals.
    const apart = meanColour(image).map((mean, channel) => Math.abs(mean - expected.rgb_mean[channel]));
    report(`${name} mean colour`, Math.max(...apart) < 6e-7, true);
  }
  for (const { x, y, rgb } of expected.rgb_probes ?? []) {
    const at = (y * image.width + x) * 3;
    report(`${name} colour at x ${x}, y ${y}`, [...image.data.subarray(at, at + 3)], rgb);
  }
}

export function checkMap(report: Report, name: string, map: LabelMap, expected: Expected): void {
  if (expected.width) report(`${name} size`, [map.width, map.height], [expected.width, expected.height]);
  report(`${name} labels`, short(map.data), expected.sha256_16);
  report(`${name} histogram`, histogram(map.data), expected.histogram ?? expected.value_histogram);
  for (const { x, y, value } of expected.probes ?? []) {
    report(`${name} label at x ${x}, y ${y}`, map.data[y * map.width + x], value);
  }
}
