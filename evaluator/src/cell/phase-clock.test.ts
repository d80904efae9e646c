import { expect, test } from "vitest";
import { PhaseClock } from "./phase-clock.ts";

test("the summary names every phase with its seconds, and the share that waited for data", async () => {
  const clock = new PhaseClock();
  clock.add([{ name: "load", seconds: 3, peakRssBytes: 7 }]);
  await clock.measure("training", async () => {
    await clock.wait("training", () => new Promise((resolve) => setTimeout(resolve, 20)));
  });
  await clock.measure("bootstrap", async () => {});
  expect(clock.summary()).toMatch(
    /^phases: load 3\.0 s, training 0\.\d s \(\d+\.\d % waiting for data\), bootstrap 0\.0 s$/,
  );
  expect(clock.phases().map(({ name }) => name)).toEqual(["load", "training", "bootstrap"]);
});

test("what an interrupted process waited does not count in the share", async () => {
  const clock = new PhaseClock();
  await clock.measure("validation", async () => {
    await clock.wait("validation", async () => {});
  });
  clock.add([{ name: "validation", seconds: 1000, peakRssBytes: 0 }]);
  expect(clock.summary()).toMatch(/validation 1000\.0 s \(\d/);
});
