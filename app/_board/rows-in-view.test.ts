import { describe, expect, test } from "vitest";
import { speedSettingOf } from "#db/derive/board/speed.ts";
import { testSpeed } from "#db/test/speed.ts";
import {
  type Aggregation,
  aggregations,
  equalWeights,
  figuresOf,
  standingsOf,
  type Weights,
} from "./aggregate.ts";
import { boardInView } from "./board-in-view.ts";
import { type BackboneRow, type MetricColumn, metricColumns } from "./board-table.ts";
import { everything } from "./facets.ts";
import { overallPlaces } from "./rank-rule.ts";
import { countUntimed, filterRows, pinnedFirst, sortRows } from "./rows-in-view.ts";
import { noFilters, parseView } from "./view.ts";

const columns = metricColumns().filter((column) => ["voc2012/iou", "nyuv2-depth/rmse"].includes(column.id));

function row(
  id: string,
  iou: number | null,
  rmse: number | null,
  fields: Partial<BackboneRow> = {},
): BackboneRow {
  const score = (value: number) =>
    ({ value, source: "paper", seeds: 1, interval: null, rankInterval: null }) as const;
  return {
    id,
    label: id.toUpperCase(),
    training: "baseline",
    objective: "none",
    architecture: "ViT-B",
    pretrainingData: "none",
    inputSizePixels: 224,
    featureGrid: [14, 14],
    featureDim: 768,
    parametersMillions: 86,
    licence: null,
    leak: null,
    learnableMillions: {},
    overallRankInterval: null,
    speeds: [],
    scores: {
      ...(iou === null ? {} : { "voc2012/iou": score(iou) }),
      ...(rmse === null ? {} : { "nyuv2-depth/rmse": score(rmse) }),
    },
    ...fields,
  };
}

const rows = [row("a", 80, 0.5), row("b", 70, 0.4), row("c", 60, 0.6), row("d", 90, null)];
const figure = (id: (typeof aggregations)[number]["id"]) => {
  const aggregation = aggregations.find((one) => one.id === id);
  if (!aggregation) throw new Error(id);
  return aggregation;
};

const aggregate = (
  of: readonly BackboneRow[],
  tasks: readonly MetricColumn[],
  aggregation: Aggregation,
  weights: Weights,
) => figuresOf(of, standingsOf(of, tasks, weights), aggregation);

describe("figures", () => {
  test("mean rank over complete rows only", () => {
    const found = aggregate(rows, columns, figure("mean-rank"), equalWeights);
    expect([...found]).toEqual([
      ["a", 1.5],
      ["b", 1.5],
      ["c", 3],
      ["d", null],
    ]);
    expect([...overallPlaces(rows, found, "lower").values()]).toEqual([1, 1, 3, null]);
  });

  test("those that their intervals do not tell apart share a rank, in the order of the figure", () => {
    const ranked = [
      row("a", 80, 0.4, { overallRankInterval: [1, 2] }),
      row("b", 70, 0.5, { overallRankInterval: [1.5, 2] }),
      row("c", 60, 0.6, { overallRankInterval: [3, 3] }),
    ];
    const table = { columns, rows: ranked, missingTasks: [], speedSettings: [] };
    const ranksIn = (parameters: string) =>
      boardInView(table, parseView(new URLSearchParams(parameters), table)).rows.map(({ row, rank }) => [
        row.id,
        rank,
      ]);
    expect(ranksIn("")).toEqual([
      ["a", 1],
      ["b", 1],
      ["c", 3],
    ]);
    // Of another rule no interval is known.
    expect(ranksIn("by=borda").map(([, rank]) => rank)).toEqual([1, 2, 3]);
  });

  test("relative score turns lower-is-better round", () => {
    const found = aggregate(rows, columns, figure("relative"), equalWeights);
    expect(found.get("a")).toBeCloseTo((1 + 0.5) / 2, 12);
    expect(found.get("c")).toBe(0);
  });

  test("a category without weight neither counts nor has to be complete", () => {
    const found = aggregate(rows, columns, figure("mean-rank"), {
      ...equalWeights,
      "spatial understanding": 0,
    });
    expect(found.get("d")).toBe(1);
  });

  test("no weight at all ranks nothing", () => {
    const none = { "instance awareness": 0, "local semantics": 0, "spatial understanding": 0 };
    expect([...aggregate(rows, columns, figure("borda"), none).values()]).toEqual([null, null, null, null]);
  });
});

describe("rows in view", () => {
  const ids = (found: readonly BackboneRow[]) => found.map(({ id }) => id);
  const ranks = new Map([
    ["a", 2],
    ["b", 1],
    ["c", 3],
    ["d", null],
  ] as const);
  const column = (id: MetricColumn["id"]) => id;
  const board = { columns, speedSettings: [] };

  test("rows without a value come last in either direction", () => {
    const sort = column("nyuv2-depth/rmse");
    expect(ids(sortRows(rows, { sort, direction: "asc" }, board, ranks))).toEqual(["b", "a", "c", "d"]);
    expect(ids(sortRows(rows, { sort, direction: "desc" }, board, ranks))).toEqual(["c", "a", "b", "d"]);
  });

  test("sorting leaves its input alone", () => {
    const before = [...rows];
    sortRows(rows, { sort: "rank", direction: "desc" }, board, ranks);
    expect(rows).toEqual(before);
  });

  test("every word has to occur, in any fact and in any order", () => {
    const some = [
      row("dino", 1, 1, { pretrainingData: "LVD-142M" }),
      row("mae", 1, 1, { pretrainingData: "ImageNet" }),
    ];
    expect(ids(filterRows({ rows: some, speedSettings: [] }, { ...noFilters, query: "lvd  DINO" }))).toEqual([
      "dino",
    ]);
    expect(
      ids(filterRows({ rows: some, speedSettings: [] }, { ...noFilters, query: "dino imagenet" })),
    ).toEqual([]);
    expect(
      ids(filterRows({ rows: some, speedSettings: [] }, { ...noFilters, trainings: ["supervised"] })),
    ).toEqual([]);
  });

  test("any value of one fact, and one of every fact", () => {
    const some = [
      row("a", 1, 1, { architecture: "ViT-B", objective: "contrastive" }),
      row("b", 1, 1, { architecture: "Hiera B+", objective: "contrastive" }),
      row("c", 1, 1, { architecture: "ViT-B", objective: "reconstruction", licence: "MIT" }),
    ];
    const passing = (facets: Partial<typeof everything>) =>
      ids(
        filterRows({ rows: some, speedSettings: [] }, { ...noFilters, facets: { ...everything, ...facets } }),
      );
    expect(passing({ architecture: ["vit-b", "hiera-b-plus"] })).toEqual(["a", "b", "c"]);
    expect(passing({ architecture: ["vit-b"], objective: ["contrastive"] })).toEqual(["a"]);
    expect(passing({ licence: ["not-stated"] })).toEqual(["a", "b"]);
    expect(passing({ source: ["measured"] })).toEqual([]);
  });

  test("parameters at most, that number included", () => {
    const some = [row("a", 1, 1, { parametersMillions: 86 }), row("b", 1, 1, { parametersMillions: 86.1 })];
    expect(ids(filterRows({ rows: some, speedSettings: [] }, { ...noFilters, mostMillions: 86 }))).toEqual([
      "a",
    ]);
  });

  describe("time at most", () => {
    const setting = speedSettingOf(testSpeed());
    const timed = (id: string, backbone: number, settingId = setting.id) =>
      row(id, 1, 1, { speeds: [{ measurementId: id, settingId, backbone, readout: {} }] });
    const elsewhere = timed("elsewhere", 0.5, "another device");
    const board = {
      rows: [timed("a", 1), timed("b", 1.01), elsewhere, row("untimed", 1, 1)],
      speedSettings: [setting],
    };

    test("that number included, and nothing that was not timed on the board's device", () => {
      expect(ids(filterRows(board, { ...noFilters, mostTime: 1 }))).toEqual(["a"]);
    });

    test("counts what it leaves out untimed, where no other filter does and no pin keeps it", () => {
      const view = { ...noFilters, mostTime: 1, pins: [] };
      expect(countUntimed(board, view)).toBe(2);
      expect(countUntimed(board, { ...view, query: "untimed" })).toBe(1);
      expect(countUntimed(board, { ...view, pins: ["untimed"] })).toBe(1);
      expect(countUntimed(board, { ...view, mostTime: null })).toBe(0);
    });
  });

  test("pinned rows come first, in their own order and past every filter", () => {
    const passing = rows.slice(0, 2);
    expect(ids(pinnedFirst(rows, passing, ["d", "b"]))).toEqual(["d", "b", "a"]);
    expect(ids(pinnedFirst(rows, passing, []))).toEqual(["a", "b"]);
  });
});
