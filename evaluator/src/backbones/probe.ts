import type { Manifest, Probe } from "../contract/index.ts";
import { prepareImage } from "../data/prepare.ts";
import { InputError } from "../files/input-error.ts";
import { hashed, probeImages } from "./probe-images.ts";

/**
 * Largest difference that float32 on a processor may have from the library's own features. PROTOCOL.md says how it was
 * found: engines differ by 1e-6 to 5e-6, the mildest mistake, tanh in place of erf, by ten times as much as this.
 */
export const probeTolerance = 5e-5;

type Volume = Pick<Manifest, "featureDim" | "featureGrid">;

/** What a probe keeps of features [2, D', h, w]. */
export type Digest = Pick<Probe, "values" | "norms">;

/** The probe's images as the backbone takes them: [2, 3, I, I]. */
export function probePixels({ inputSize, mean, std }: Manifest): Float32Array {
  const images = probeImages(inputSize).map((image) =>
    prepareImage(image, [{ kind: "normalise", mean, std }]),
  );
  const length = 3 * inputSize ** 2;
  const pixels = new Float32Array(2 * length);
  for (const [place, { data }] of images.entries()) pixels.set(data, place * length);
  return pixels;
}

/** Of every `stride`th feature. */
function sumOfSquares(features: Float32Array, from: number, stride: number, to: number): number {
  let sum = 0;
  for (let index = from; index < to; index += stride) sum += features[index] ** 2;
  return sum;
}

/** 64 values at fixed places of [2, D', h, w], and norms; as tools/probe/probe.py takes them. */
export function digestOf(features: Float32Array, { featureDim: dim, featureGrid }: Volume): Digest {
  const [rows, columns] = featureGrid;
  const places = rows * columns;
  const image = dim * places;
  const channelOf = (index: number) => hashed(3 * index) % dim;
  const placeOf = (index: number) =>
    (hashed(3 * index + 1) % rows) * columns + (hashed(3 * index + 2) % columns);
  const squares = (from: number, stride: number, length: number) =>
    [0, image].map((start) => sumOfSquares(features, start + from, stride, start + from + length));
  const ofBoth = (squaresOfImages: readonly number[]) =>
    Math.sqrt(squaresOfImages.reduce((sum, value) => sum + value, 0));
  const eight = Array.from({ length: 8 }, (_, index) => 1000 + index);
  return {
    values: Array.from(
      { length: 64 },
      (_, index) =>
        features[Math.floor(index / 32) * image + channelOf(index) * places + placeOf(index)] as number,
    ),
    norms: {
      images: squares(0, 1, image).map(Math.sqrt),
      channels: eight.map((index) => ofBoth(squares(channelOf(index) * places, 1, places))),
      places: eight.map((index) => ofBoth(squares(placeOf(index), places, image - placeOf(index)))),
    },
  };
}

/** Where features are farthest from a probe. */
export interface ProbeDifference {
  /** Relative to the value, or to the middle one of all where it is smaller. */
  readonly difference: number;
  /** Which number of the probe: "values[17]", "norms.images[0]". */
  readonly where: string;
  readonly found: number;
  readonly expected: number;
}

/** The largest difference; of numbers that are not finite an infinite one. */
export function differenceFrom(probe: Digest, found: Digest): ProbeDifference {
  const middle = median(probe.values.map(Math.abs));
  const compared = [
    ...compare("values", found.values, probe.values, middle),
    ...compare("norms.images", found.norms.images, probe.norms.images, 0),
    ...compare("norms.channels", found.norms.channels, probe.norms.channels, 0),
    ...compare("norms.places", found.norms.places, probe.norms.places, 0),
  ];
  return compared.reduce((worst, next) => (next.difference > worst.difference ? next : worst));
}

function compare(
  name: string,
  found: readonly number[],
  expected: readonly number[],
  least: number,
): ProbeDifference[] {
  return expected.map((value, index) => {
    const actual = found[index] ?? Number.NaN;
    const apart = Math.abs(actual - value);
    const relative = apart === 0 ? 0 : apart / Math.max(Math.abs(value), least);
    const difference = Number.isNaN(relative) ? Number.POSITIVE_INFINITY : relative;
    return { difference, where: `${name}[${index}]`, found: actual, expected: value };
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/**
 * Compares a backbone's features with the probe of its manifest.
 *
 * @param features [2, D', h, w] of `probePixels`
 * @returns the largest relative difference
 * @throws InputError naming the largest difference where it is above the tolerance
 */
export function requireProbe(manifest: Manifest, probe: Probe, features: Float32Array): number {
  const { difference, where, found, expected } = differenceFrom(probe, digestOf(features, manifest));
  if (difference <= probeTolerance) return difference;
  throw new InputError(
    `backbone ${manifest.id}: features are not those of ${probe.library}: ${where} is ${found.toPrecision(6)}, ` +
      `expected ${expected.toPrecision(6)} (largest difference ${difference.toExponential(1)}, at most ` +
      `${probeTolerance.toExponential(0)} allowed). Look at heads, activation, epsilon, final norm, LayerScale, rotary positions, ` +
      `mean and std, and which key is which; or the weights are not those with SHA-256 ${probe.weightsSha256}`,
  );
}
