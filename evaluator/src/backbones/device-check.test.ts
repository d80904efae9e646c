import { describe, expect, test } from "vitest";
import { type ComputeFeatures, type Contenders, checkDevice, deviceTolerance } from "./device-check.ts";

/** One feature a pixel, so that features are as many as pixels. */
const exact: ComputeFeatures = async (pixels) => pixels.map((value) => 2 * value);

const contenders = (onDevice: ComputeFeatures): Contenders => ({
  ...{ what: "backbone x on webgpu (card)", inputSize: 4, batch: 3 },
  onDevice,
  onProcessor: exact,
});

describe("a device", () => {
  test("that computes what the processor does is taken", async () => {
    expect(await checkDevice(contenders(exact))).toBe(0);
    const close: ComputeFeatures = async (pixels) => pixels.map((value) => 2 * value * (1 + 1e-6));
    expect(await checkDevice(contenders(close))).toBeLessThan(deviceTolerance);
  });

  test.each([
    ["rounds its factors to ten bits", 1 + 5e-4],
    ["is wrong by a tenth", 1.1],
    ["gives no numbers", Number.NaN],
  ])("that %s is refused, with the numbers", async (_, factor) => {
    const wrong: ComputeFeatures = async (pixels) => pixels.map((value) => 2 * value * factor);
    const refusal = checkDevice(contenders(wrong));
    await expect(refusal).rejects.toThrow(
      /backbone x on webgpu \(card\): .* differ from the processor's by \S+ .*expected at most 0\.0001/,
    );
  });

  test("whose sums depend on which images met is refused", async () => {
    const mixing: ComputeFeatures = async (pixels, images) =>
      pixels.map((value) => Math.fround(2 * value * (images === 1 ? 1 : 1 + 2e-7)));
    await expect(checkDevice(contenders(mixing))).rejects.toThrow(
      /batch of 3.*expected the same bits; --batch 1/,
    );
  });
});
