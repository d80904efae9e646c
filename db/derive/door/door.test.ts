import { describe, expect, test } from "vitest";
import { bootstrapReplicateCount, bundleProblems, metricsOf, type ResultBundle } from "#contract";
import { testBundle, testManifest } from "../../test/bundle.ts";
import { columnKeyOf, settingKey, settingOf } from "../board/setting.ts";
import { doorProblems } from "./door.ts";
import type { AcceptedResult, DoorFacts } from "./door-facts.ts";

type Facts = { [Part in keyof DoorFacts]?: Partial<DoorFacts[Part]> };

function facts({ sender, id, images, boards, now }: Facts = {}): DoorFacts {
  return {
    now: (now as Date | undefined) ?? new Date("2026-11-21T00:00:00Z"),
    sender: { holder: "ada", role: "submitter", ...sender },
    id: { repository: null, lockedWeights: null, reservedFor: null, accepted: [], ...id },
    images: { reference: null, distributions: [], indicesSha256: null, ...images },
    boards: { opensOne: false, opened: [], mostADay: 2, ...boards },
  };
}

const pathsOf = (bundle: ResultBundle, known: Facts = {}) =>
  doorProblems(bundle, facts(known)).map(({ path }) => path);

type Part = "training" | "dataset" | "backbone" | "variant";
const changed = (part: Part, fields: object, base = testBundle()): ResultBundle => ({
  ...base,
  [part]: { ...base[part], ...fields },
});

/** Every metric with these scores; replicates as in the made-up bundle unless others are given. */
function scored(bundle: ResultBundle, value: number, replicates?: (number | null)[]): ResultBundle {
  const metrics = Object.fromEntries(
    Object.entries(bundle.metrics).map(([id, { bootstrap }]) => [
      id,
      {
        value,
        bootstrap: {
          ...bootstrap,
          ...(replicates ? { replicates } : {}),
          undefinedReplicates: (replicates ?? []).filter((one) => one === null).length,
        },
      },
    ]),
  );
  return { ...bundle, metrics };
}

test("a bundle as the evaluator writes it is taken, of either protocol", () => {
  for (const protocolVersion of ["1", "2"]) {
    for (const task of [
      "voc2012",
      "coco-stuff",
      "nyuv2-depth",
      "object-detection",
      "segmentation",
    ] as const) {
      for (const budget of ["full", "smoke", "custom"] as const) {
        const bundle = testBundle({ task, budget, protocolVersion });
        expect(doorProblems(bundle, facts()), `${task} ${budget}`).toEqual([]);
      }
    }
  }
});

test("all problems are told at once, each with what was found and what was expected", () => {
  const bundle = changed("dataset", { testImages: 0 }, changed("training", { weightDecay: 0.5 }));
  const problems = doorProblems({ ...bundle, createdAt: "2027-01-01T00:00:00Z" }, facts());
  expect(problems.map(({ path }) => path)).toEqual([
    "training.weightDecay",
    "dataset.testImages",
    "createdAt",
  ]);
  for (const { message } of problems) expect(message).toMatch(/^is .*; expected /);
});

describe("the manifest", () => {
  const repository = testManifest({ label: "As the repository has it", notes: "older" });

  test("is the repository's of that id; wordings may differ, what decides features may not", () => {
    expect(pathsOf(testBundle(), { id: { repository } })).toEqual([]);
    const other = testBundle({ manifest: { featureDim: 384, mean: [0, 0, 0], options: { depth: 6 } } });
    expect(pathsOf(other, { id: { repository } })).toEqual([
      "manifest.options",
      "manifest.featureDim",
      "manifest.mean",
    ]);
  });

  test("of a new id is its first submitter's, or a maintainer's", () => {
    expect(pathsOf(testBundle(), { id: { reservedFor: "ada" } })).toEqual([]);
    const [refused] = doorProblems(testBundle(), facts({ id: { reservedFor: "bob" } }));
    expect(refused).toMatchObject({ path: "manifest.id", message: expect.stringContaining("bob was first") });
    expect(pathsOf(testBundle(), { id: { reservedFor: "bob" }, sender: { role: "maintainer" } })).toEqual([]);
    expect(
      pathsOf(testBundle(), { id: { reservedFor: "bob", repository } }),
      "not one of the site's",
    ).toEqual([]);
  });
});

describe("weights", () => {
  const weights = {
    format: "safetensors",
    url: "https://example.org/a.safetensors",
    file: "a.safetensors",
    sha256: null,
    bytes: null,
  } as const;
  const [one, another] = ["a".repeat(64), "b".repeat(64)];
  const trained = (weightsSha256: string, options: Parameters<typeof testBundle>[0] = {}) =>
    changed("backbone", { weightsSha256 }, testBundle({ ...options, manifest: { weights } }));
  const resultOf = (bundle: ResultBundle): AcceptedResult => ({
    id: "1".repeat(64),
    task: bundle.task,
    setting: settingKey(settingOf(bundle)),
    columnKey: columnKeyOf(bundle),
    seed: bundle.seed,
    weightsSha256: bundle.backbone.weightsSha256,
  });
  const path = ["backbone.weightsSha256"];

  test("are those of the lock file, or of the repository's manifest", () => {
    expect(pathsOf(trained(one), { id: { lockedWeights: one } })).toEqual([]);
    expect(pathsOf(trained(another), { id: { lockedWeights: one } })).toEqual(path);
    const repository = testManifest({ weights: { ...weights, sha256: one } });
    expect(pathsOf(trained(another), { id: { repository } })).toEqual(path);
  });

  test("are else those of the first official full result; smoke runs and scenes pin nothing", () => {
    const official = trained(one, { distribution: "official", budget: "full" });
    expect(pathsOf(trained(another), { id: { accepted: [resultOf(official)] } })).toEqual(path);
    for (const unpinning of [
      trained(one, { distribution: "official", budget: "smoke" }),
      trained(one, { distribution: "scenes", budget: "full" }),
      trained(one, { distribution: "custom", budget: "full" }),
    ]) {
      const accepted = [resultOf(unpinning)];
      expect(pathsOf(trained(another, { seed: 1 }), { id: { accepted } })).toEqual([]);
    }
  });

  test("of results that a board averages are the same", () => {
    const accepted = [resultOf(trained(one))];
    expect(pathsOf(trained(one, { seed: 1 }), { id: { accepted } })).toEqual([]);
    expect(pathsOf(trained(another, { seed: 1 }), { id: { accepted } })).toEqual(path);
  });

  test("that are drawn from the seed differ from seed to seed", () => {
    const drawn = (seed: number, hash: string) =>
      changed("backbone", { weightsSha256: hash }, testBundle({ seed }));
    const accepted = [resultOf(drawn(0, one))];
    expect(pathsOf(drawn(1, another), { id: { accepted } })).toEqual([]);
    expect(pathsOf(drawn(0, another), { id: { accepted } })).toEqual(path);
  });
});

describe("the published images", () => {
  const official = testBundle({ distribution: "official", budget: "full" });

  test("have the published numbers of images", () => {
    expect(pathsOf(official)).toEqual([]);
    for (const field of ["trainImages", "validationImages", "testImages"] as const) {
      expect(pathsOf(changed("dataset", { [field]: 12 }, official))).toEqual([`dataset.${field}`]);
    }
  });

  test("have the known fingerprint; where a maintainer's result says it, a maintainer may know better", () => {
    const from = (whose: "catalogue" | "maintainer", fingerprint: string): Facts => ({
      images: { reference: { fingerprint, from: whose } },
    });
    expect(pathsOf(official, from("catalogue", "f".repeat(64)))).toEqual([]);
    const path = ["dataset.fingerprint"];
    expect(pathsOf(official, from("catalogue", "e".repeat(64)))).toEqual(path);
    expect(pathsOf(official, from("maintainer", "e".repeat(64)))).toEqual(path);
    const maintainer: Facts["sender"] = { role: "maintainer" };
    expect(pathsOf(official, { ...from("maintainer", "e".repeat(64)), sender: maintainer })).toEqual([]);
    expect(pathsOf(official, { ...from("catalogue", "e".repeat(64)), sender: maintainer })).toEqual(path);
  });

  test("are not images that other results call scenes", () => {
    expect(pathsOf(official, { images: { distributions: ["scenes"] } })).toEqual(["dataset.distribution"]);
  });

  test("belong to the task", () => {
    expect(pathsOf(changed("dataset", { id: "coco2017" }))).toEqual(["dataset.id"]);
  });

  test("are resampled as accepted results on them were", () => {
    expect(pathsOf(testBundle(), { images: { indicesSha256: "5".repeat(64) } })).toEqual([]);
    expect(pathsOf(testBundle(), { images: { indicesSha256: "6".repeat(64) } })).toEqual(
      metricsOf("voc2012").map(({ id }) => `metrics.${id}.bootstrap.indicesSha256`),
    );
  });
});

describe("the training", () => {
  const full = testBundle({ budget: "full", protocolVersion: "2" });
  const smoke = testBundle({ budget: "smoke", protocolVersion: "2" });
  test.each<[string, ResultBundle, object]>([
    ["iterations", full, { iterations: 6001 }],
    ["iterations", full, { iterations: 5000, selectedIteration: 5000, curve: [] }],
    ["batchSize", full, { batchSize: 64 }],
    ["validationInterval", full, { validationInterval: 251 }],
    ["validationInterval", full, { validationInterval: null }],
    ["selection", full, { selection: "last" }],
    ["weightDecay", full, { weightDecay: 0 }],
    ["learningRate", full, { learningRate: 0.002 }],
    ["batchSize", smoke, { batchSize: 8 }],
    ["validationInterval", smoke, { validationInterval: 16 }],
    ["iterations", smoke, { iterations: 6001, validationInterval: 250 }],
    ["curve.1.iteration", smoke, { curve: [1, 1].map((iteration) => ({ iteration, trainLoss: 1 })) }],
    ["curve.0.iteration", smoke, { curve: [{ iteration: 61, trainLoss: 1 }] }],
  ])("with another %s is refused", (field, bundle, fields) => {
    expect(pathsOf(changed("training", fields, bundle))).toEqual([`training.${field}`]);
  });

  test("of a protocol that nobody knows is refused", () => {
    expect(pathsOf({ ...full, protocolVersion: "3" })).toEqual(["protocolVersion"]);
  });
});

describe("a score", () => {
  const evenly = (low: number, high: number) =>
    Array.from(
      { length: bootstrapReplicateCount },
      (_, r) => low + ((high - low) * r) / (bootstrapReplicateCount - 1),
    );
  const depth = testBundle({ task: "nyuv2-depth", value: 0.5 });
  const detection = testBundle({ task: "object-detection" });
  test.each<[string, ResultBundle, number, number[]]>([
    ["above 100 percent", testBundle({ task: "segmentation" }), 101, evenly(99, 103)],
    ["of a fraction above 1", detection, 1.5, evenly(1, 2)],
    ["below zero metres", depth, -0.1, evenly(-0.2, 0)],
    ["of a million and more", depth, 1e30, evenly(1e30, 1e30)],
  ])("%s is refused", (_, bundle, value, replicates) => {
    expect(pathsOf(scored(bundle, value, replicates)).at(-1)).toMatch(/value$/);
  });

  test("with a replicate outside the range is refused, by its place", () => {
    const replicates = evenly(0.4, 0.6).with(7, -1);
    expect(pathsOf(scored(depth, 0.5, replicates))).toEqual([
      "metrics.nyuv2-depth/rmse.bootstrap.replicates.7",
    ]);
  });

  test("that its own replicates do not give is refused", () => {
    expect(bundleProblems(scored(depth, 0.35, evenly(0.4, 0.6)))).toMatchObject([
      { path: "metrics.nyuv2-depth/rmse.value", message: expect.stringContaining("0 of 1000 replicates") },
    ]);
    const official = testBundle({ distribution: "official", task: "coco-stuff" });
    expect(pathsOf(scored(official, 60, evenly(40, 44)))).toContain("metrics.coco-stuff/iou.value");
    expect(pathsOf(scored(detection, 0.9, evenly(0.1, 0.12)))).toContain(
      "metrics.object-detection/apLarge.value",
    );
  });

  test("of one draw belongs with the others of the bundle", () => {
    const bundle = testBundle();
    const iou = bundle.metrics["voc2012/iou"];
    if (!iou) throw new Error("no score");
    const other = { ...iou, bootstrap: { ...iou.bootstrap, indicesSha256: "7".repeat(64) } };
    expect(pathsOf({ ...bundle, metrics: { ...bundle.metrics, "voc2012/iou": other } })).toEqual([
      "metrics.voc2012/iou.bootstrap.indicesSha256",
    ]);
  });
});

describe("a date", () => {
  test.each(["0000-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2026-11-21T00:10:01Z", "9999-12-31T23:59:59Z"])(
    "%s is refused",
    (createdAt) => {
      expect(pathsOf({ ...testBundle(), createdAt })).toEqual(["createdAt"]);
    },
  );

  test("of a clock that is some minutes ahead is taken", () => {
    expect(pathsOf({ ...testBundle(), createdAt: "2026-11-21T00:09:00Z" })).toEqual([]);
  });
});

describe("boards", () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour));
  const opened = [at(1), at(2)].map((when) => ({ holder: "ada", at: when }));

  test("of a submitter are few a day", () => {
    const boards = { opensOne: true, opened };
    expect(pathsOf(testBundle(), { boards })).toEqual(["(whole bundle)"]);
    expect(pathsOf(testBundle(), { boards, sender: { role: "maintainer" } })).toEqual([]);
    expect(pathsOf(testBundle(), { boards, sender: { holder: "bob" } })).toEqual([]);
    expect(pathsOf(testBundle(), { boards: { ...boards, opensOne: false } })).toEqual([]);
    expect(pathsOf(testBundle(), { boards: { ...boards, opened: opened.slice(1) } })).toEqual([]);
  });
});
