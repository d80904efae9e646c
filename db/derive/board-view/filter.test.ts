import { describe, expect, test } from "vitest";
import { testRow } from "../../test/board.ts";
import { testSpeed } from "../../test/speed.ts";
import type { BackboneFacts } from "../board/backbone-facts.ts";
import type { BoardRow } from "../board/board.ts";
import { speedSettingOf } from "../board/speed.ts";
import { everything } from "./facets.ts";
import { countUntimed, filterRows } from "./filter.ts";
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
      expect(countUntimed(board, view)).toBe(2);
      expect(countUntimed(board, { ...view, query: "untimed" })).toBe(1);
      expect(countUntimed(board, { ...view, pins: ["untimed"] })).toBe(1);
      expect(countUntimed(board, { ...view, mostTime: null })).toBe(0);
    });
  });
});
