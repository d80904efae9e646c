import { describe, expect, test } from "vitest";
import { testRow } from "../../test/board.ts";
import { testSpeed } from "../../test/speed.ts";
import type { BackboneFacts } from "../board/backbone-facts.ts";
import type { BoardRow } from "../board/board.ts";
import { speedSettingOf } from "../board/speed.ts";
import { everything } from "./facets.ts";
import { countUnknown, filterRows } from "./filter.ts";
import { noFilters } from "./view.ts";

function row(id: string, facts: Partial<BackboneFacts> = {}): BoardRow {
  const plain = testRow(id, { "voc2012/iou": 50 });
  return { ...plain, backbone: { ...plain.backbone, licence: null, ...facts } };
}

describe("filters", () => {
  const ids = (found: readonly BoardRow[]) => found.map(({ backbone }) => backbone.id);

  test("every word has to occur, in any fact and in any order", () => {
    const some = [row("dino", { pretrainingData: "LVD-142M" }), row("mae", { pretrainingData: "ImageNet" })];
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
      row("a", { architecture: "ViT-B", objective: "contrastive" }),
      row("b", { architecture: "Hiera B+", objective: "contrastive" }),
      row("c", { architecture: "ViT-B", objective: "reconstruction", licence: "MIT" }),
    ];
    const passing = (facets: Partial<typeof everything>) =>
      ids(
        filterRows({ rows: some, speedSettings: [] }, { ...noFilters, facets: { ...everything, ...facets } }),
      );
    expect(passing({ architecture: ["vit-b", "hiera-b-plus"] })).toEqual(["a", "b", "c"]);
    expect(passing({ architecture: ["vit-b"], objective: ["contrastive"] })).toEqual(["a"]);
    expect(passing({ licence: ["not-stated"] })).toEqual(["a", "b"]);
    expect(passing({ source: ["paper"] })).toEqual([]);
  });

  test("parameters at most, that number included", () => {
    const some = [row("a", { parametersMillions: 86 }), row("b", { parametersMillions: 86.1 })];
    expect(ids(filterRows({ rows: some, speedSettings: [] }, { ...noFilters, mostMillions: 86 }))).toEqual([
      "a",
    ]);
  });

  test("GMACs at most, that number included, and nothing that was not counted", () => {
    const rows = [
      row("small", { gigaMacs: 17.6 }),
      row("large", { gigaMacs: 17.61 }),
      row("uncounted", { gigaMacs: null }),
    ];
    const board = { rows, speedSettings: [] };
    const view = { ...noFilters, mostGigaMacs: 17.6, pins: [] };
    expect(ids(filterRows(board, view))).toEqual(["small"]);
    expect(countUnknown(board, view, "mostGigaMacs")).toBe(1);
    expect(countUnknown(board, { ...view, query: "small" }, "mostGigaMacs")).toBe(0);
    expect(countUnknown(board, { ...view, pins: ["uncounted"] }, "mostGigaMacs")).toBe(0);
    expect(countUnknown(board, { ...view, mostGigaMacs: null }, "mostGigaMacs")).toBe(0);
  });

  describe("time at most", () => {
    const setting = speedSettingOf(testSpeed());
    const timed = (id: string, backbone: number, settingId = setting.id) => ({
      ...row(id),
      speeds: [{ measurementId: id, settingId, backbone, readout: {}, isUntrained: false }],
    });
    const elsewhere = timed("elsewhere", 0.5, "another device");
    const board = {
      rows: [timed("a", 1), timed("b", 1.01), elsewhere, row("untimed")],
      speedSettings: [setting],
    };

    test("that number included, and nothing that was not timed on the board's device", () => {
      expect(ids(filterRows(board, { ...noFilters, mostTime: 1 }))).toEqual(["a"]);
    });

    test("counts what it leaves out untimed, where no other filter does and no pin keeps it", () => {
      const view = { ...noFilters, mostTime: 1, pins: [] };
      expect(countUnknown(board, view, "mostTime")).toBe(2);
      expect(countUnknown(board, { ...view, query: "untimed" }, "mostTime")).toBe(1);
      expect(countUnknown(board, { ...view, pins: ["untimed"] }, "mostTime")).toBe(1);
      expect(countUnknown(board, { ...view, mostTime: null }, "mostTime")).toBe(0);
    });
  });
});
