import { expect, test } from "vitest";
import { testSpeed } from "../../test/speed.ts";
import { measuredTimes } from "./measured-times.ts";
import { speedSettingOf } from "./speed.ts";

const stored = (id: string, measurement: ReturnType<typeof testSpeed>, current = true) => ({
  ...{ id, current, setting: speedSettingOf(measurement), measurement },
});

test("milliseconds an image and the ratio to ViT-B/16, the fastest first; what does not count is left out", () => {
  const times = measuredTimes([
    stored("slow", testSpeed({ backboneMs: 800, device: "laptop" })),
    stored("fast", testSpeed({ backboneMs: 80, device: "card", untrained: "a".repeat(64) })),
    stored("corrected", testSpeed({ backboneMs: 1 }), false),
  ]);
  // A round is ten batches of eight images; the reference takes 100 ms.
  expect(
    times.map(({ id, msPerImage, relative, isUntrained }) => [id, msPerImage, relative, isUntrained]),
  ).toEqual([
    ["fast", 1, 0.8, true],
    ["slow", 10, 8, false],
  ]);
});
