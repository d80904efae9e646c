import { describe, expect, test } from "vitest";
import { mulberry32 } from "./mulberry32.ts";
import { replicateDisagreement } from "./replicate-agreement.ts";

const ratio = { estimate: "ratio", bias: 0 } as const;

/** One sum over another, of all images and of 1000 resamples; null where the lower sum is zero. */
function ratioOf(images: readonly (readonly [upper: number, lower: number])[], seed: number) {
  const random = mulberry32(seed);
  const of = (some: typeof images) => {
    const [upper, lower] = some.reduce<[number, number]>(([u, l], [a, b]) => [u + a, l + b], [0, 0]);
    return lower === 0 ? null : upper / lower;
  };
  const draw = () => images.map(() => images[Math.floor(random() * images.length)] ?? ([0, 0] as const));
  return { value: of(images) ?? Number.NaN, replicates: Array.from({ length: 1000 }, () => of(draw())) };
}

const many = (count: number, image: (index: number) => readonly [number, number]) =>
  Array.from({ length: count }, (_, index) => image(index));

/** Images that lean to one side as far as images can. */
const skewed: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  "one image is all of the error": many(200, (index) => [index === 0 ? 1 : 0, 1]),
  "one image is all but right": many(200, (index) => [index === 0 ? 0 : 1, 1]),
  "one image is most of the pixels": many(200, (index) => (index === 0 ? [0, 1e6] : [1, 1])),
  "each image is half of the one before": many(60, (index) => [(index % 2) / 2 ** index, 1 / 2 ** index]),
  "each error is a tenth of the one before": many(300, (index) => [10 ** -index, 1]),
  "errors balance one large one at each scale": many(400, (index) => [index < 6 ? -(4 ** index) : 1, 1]),
  "few images have pixels at all": many(500, (index) => [index % 3, index < 3 ? 1 : 0]),
  "two images": [
    [1, 1],
    [0, 5],
  ],
  "all images are alike": many(20, () => [0.1, 0.3]),
  "one image": [[0.3, 0.7]],
};

describe("a ratio of sums", () => {
  test.each(Object.entries(skewed))("agrees with its resamples, though %s", (_, images) => {
    for (let seed = 0; seed < 10; seed++) {
      const { value, replicates } = ratioOf(images, seed);
      expect(replicateDisagreement(value, replicates, ratio)).toBeNull();
    }
  });

  test("that was moved by three standard errors does not", () => {
    const random = mulberry32(1);
    const { value, replicates } = ratioOf(
      many(500, () => [random(), 1]),
      2,
    );
    const error = Math.sqrt(1 / 12 / 500);
    expect(replicateDisagreement(value + error, replicates, ratio)).toBeNull();
    for (const moved of [value + 3 * error, value - 3 * error]) {
      expect(replicateDisagreement(moved, replicates, ratio)).toMatch(/expected at least 20 on either side$/);
    }
  });

  test("beside replicates that are all alike is what they are", () => {
    const alike = Array.from({ length: 1000 }, () => 0.5);
    expect(replicateDisagreement(0.5, alike, ratio)).toBeNull();
    expect(replicateDisagreement(0.500001, alike, ratio)).not.toBeNull();
  });

  test("of which hardly any resample is defined says nothing", () => {
    const few = Array.from({ length: 1000 }, (_, r) => (r < 499 ? 0.1 : null));
    expect(replicateDisagreement(0.9, few, ratio)).toBeNull();
  });
});

describe("another score", () => {
  const spread = Array.from({ length: 1000 }, (_, r) => 50 + Math.sin(r));

  test("lies within six standard deviations of its resamples' mean, and of how far they may lean", () => {
    const official = { estimate: "composite", bias: 0 } as const;
    expect(replicateDisagreement(54, spread, official)).toBeNull();
    expect(replicateDisagreement(55, spread, official)).toMatch(
      /^55, .* from the mean .*; expected at most 4\.2/,
    );
    expect(replicateDisagreement(55, spread, { ...official, bias: 100 / Math.E })).toBeNull();
    expect(replicateDisagreement(95, spread, { ...official, bias: 100 / Math.E })).not.toBeNull();
  });
});
