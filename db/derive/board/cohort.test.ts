import { describe, expect, test } from "vitest";
import { parseBundle } from "#contract";
import { type BundleOptions, testBundle } from "../../test/bundle.ts";
import { cohortsOf, type Placement } from "./cohort.ts";
import { columnKeyOf, settingKey, settingOf } from "./setting.ts";

function placed(all: readonly BundleOptions[]): Placement[] {
  return all.map((options, sequence) => {
    const bundle = testBundle(options);
    return {
      ...{ resultId: `${sequence}`, sequence, backboneId: bundle.manifest.id, task: bundle.task },
      ...{ setting: settingKey(settingOf(bundle)), columnKey: columnKeyOf(bundle) },
      classes: bundle.dataset.classes,
    };
  });
}

const own = { task: "segmentation" } as const;

test("protocols and lengths of training have boards of their own, the newest protocol first", () => {
  const custom = { budget: "custom", iterations: 200 } as const;
  const cohorts = cohortsOf(
    placed([
      {},
      { protocolVersion: "2" },
      { budget: "full", protocolVersion: "2" },
      { ...custom, protocolVersion: "2" },
      { ...custom, protocolVersion: "2", batchSize: 16 },
      { ...custom, protocolVersion: "2", backboneId: "second" },
    ]),
  ).map(({ cohort }) => cohort);
  expect(cohorts.map(({ id, results }) => [id, results])).toEqual([
    ["scenes-p2-full", 1],
    ["scenes-p2-smoke", 1],
    ["scenes-p1-smoke", 1],
    ["scenes-p2-custom", 2],
    ["scenes-p2-custom-set-2", 1],
  ]);
  expect(cohorts[3]?.title).toBe("Measured on built-in scenes, training of its own length, protocol 2");
  expect(cohorts[3]?.caption).toContain("as the one who measured them chose");
});

test("numbers of half precision have boards of their own, whichever part computed in it", () => {
  const [bundle] = [testBundle({})];
  const inPrecision = (part: "backbone" | "readout", precision: "float16" | "bfloat16") => {
    const engines = { ...bundle.engines, [part]: { ...bundle.engines[part], precision } };
    return settingOf({ ...bundle, engines });
  };
  const settings = [
    settingOf(bundle),
    inPrecision("backbone", "float16"),
    inPrecision("readout", "float16"),
    inPrecision("backbone", "bfloat16"),
  ];
  const cohorts = cohortsOf(
    settings.map((setting, sequence) => ({
      ...{ resultId: `${sequence}`, sequence, backboneId: "one", task: bundle.task, classes: null },
      ...{ setting: settingKey(setting), columnKey: columnKeyOf(bundle) },
    })),
  );
  expect(cohorts.map(({ cohort: { id, results } }) => [id, results])).toEqual([
    ["scenes-p1-smoke", 1],
    ["scenes-p1-smoke-bfloat16", 1],
    ["scenes-p1-smoke-float16", 2],
  ]);
});

describe("own data", () => {
  test("has a board of its own for each data set and class list, after all others", () => {
    const cohorts = cohortsOf(
      placed([
        own,
        { ...own, backboneId: "second" },
        { ...own, fingerprintDigit: "e" },
        { ...own, classes: ["background", "cat", "fox"] },
        { ...own, readout: "no-mask" },
        { distribution: "custom" },
        { readout: "no-mask" },
      ]),
    ).map(({ cohort }) => cohort);
    expect(cohorts.map(({ id, results }) => [id, results])).toEqual([
      ["custom-p1-smoke", 1],
      ["scenes-p1-smoke-no-mask", 1],
      ["own-p1-smoke", 2],
      ["own-p1-smoke-set-2", 1],
      ["own-p1-smoke-set-3", 1],
      ["own-p1-smoke-no-mask", 1],
    ]);
    expect(cohorts[2]?.title).toBe(
      "Measured on a user’s own images, 3 classes (background, cat, dog), short training, protocol 1",
    );
    expect(cohorts[4]?.title).toContain("(background, cat, fox), short training, protocol 1, image set 3");
    expect(cohorts[4]?.caption).toContain("own classes: background, cat, fox. Numbers");
  });

  test("names the first of many classes", () => {
    const classes = Array.from({ length: 81 }, (_, index) => `c${index}`);
    const [{ cohort } = { cohort: undefined }] = cohortsOf(placed([{ ...own, classes }]));
    expect(cohort?.title).toContain("81 classes (c0, c1, c2, …)");
    expect(cohort?.caption).toContain(", c22, c23 and 57 more.");
  });

  test.each([
    [
      "no class list",
      own,
      { classes: null },
      "classes",
      "is null; expected a list of names for task segmentation",
    ],
    ["a class twice", own, { classes: ["a", "a"] }, "classes", "expected different names"],
    [
      ...["another distribution", own, { distribution: "official" }, "distribution"],
      "is official; expected custom for task segmentation",
    ],
    ["a published id", own, { id: "voc2012" }, "id", "is voc2012; expected own for task segmentation"],
    [
      "classes elsewhere",
      {},
      { classes: ["a", "b"] },
      "classes",
      "is a list; expected null for task voc2012",
    ],
  ] as const)("is refused with %s", (_, options, change, field, message) => {
    const bundle = testBundle(options);
    const parsed = parseBundle({ ...bundle, dataset: { ...bundle.dataset, ...change } });
    expect(parsed.ok ? [] : parsed.problems).toContainEqual({ path: `dataset.${field}`, message });
  });
});

test("own depths have boards of their own, beside those of own classes", () => {
  const depth = { task: "depth" } as const;
  const cohorts = cohortsOf(placed([{}, own, depth, { ...depth, fingerprintDigit: "a" }])).map(
    ({ cohort }) => cohort,
  );
  expect(cohorts.map(({ id }) => id)).toEqual([
    "scenes-p1-smoke",
    "own-p1-smoke",
    "own-depth-p1-smoke",
    "own-depth-p1-smoke-set-2",
  ]);
  expect(cohorts[2]?.title).toBe("Measured on a user’s own depths, short training, protocol 1");
  expect(parseBundle(testBundle(depth))).toMatchObject({ ok: true });
  const mixed = { ...testBundle(depth), dataset: testBundle(own).dataset };
  expect(parseBundle(mixed)).toMatchObject({
    ok: false,
    problems: [
      { path: "dataset.id", message: "is own; expected own-depth for task depth" },
      { path: "dataset.classes", message: "is a list; expected null for task depth" },
    ],
  });
});
