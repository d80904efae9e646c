import { expect, test } from "vitest";
import { testRow } from "../../test/board.ts";
import type { BoardRow } from "../board/board.ts";
import type { RankInterval } from "../board/ranks.ts";
import { columnScale, lineTenths, sharesBest } from "./column-scale.ts";
import { metricColumn } from "./columns.ts";
import { trainingOf } from "./training.ts";

const metric = "voc2012/iou";
const loss = "voc2012/ce";

function row(
  id: string,
  value: number,
  category: string,
  rankInterval: RankInterval | null = null,
): BoardRow {
  const plain = testRow(id, { [metric]: value, [loss]: 100 - value });
  const cells = Object.entries(plain.cells).map(([name, cell]) => [name, { ...cell, rankInterval }]);
  return { ...plain, backbone: { ...plain.backbone, category }, cells: Object.fromEntries(cells) };
}

function tenths(rows: readonly BoardRow[], id: typeof metric | typeof loss = metric) {
  const scale = columnScale(rows, metricColumn(id));
  return rows.map(({ backbone, cells }) =>
    lineTenths(cells[id]?.value ?? Number.NaN, trainingOf(backbone.category), scale),
  );
}

const best = (rows: readonly BoardRow[]) => {
  const scale = columnScale(rows, metricColumn(metric));
  return rows.flatMap(({ backbone, cells }) =>
    cells[metric] && sharesBest(cells[metric], scale) ? [backbone.id] : [],
  );
};

const rows = [
  row("best", 80, "self-supervised"),
  row("middle", 70, "supervised"),
  row("worst", 60, "vision-language"),
  row("untrained", 3, "none"),
];

test("lines run between trained backbones; a baseline has none, however bad or good it is", () => {
  expect(tenths(rows)).toEqual([10, 5, 0, 0]);
  expect(tenths(rows, loss), "where lower is better too").toEqual([10, 5, 0, 0]);
  expect(tenths([...rows, row("baseline", 99, "baseline")])).toEqual([10, 5, 0, 0, 0]);
});

test("a line of one is full, and of baselines alone there is none", () => {
  expect(tenths([row("only", 5, "supervised")])).toEqual([10]);
  expect(tenths([row("a", 5, "baseline"), row("b", 6, "none")])).toEqual([0, 0]);
});

test("without intervals the best is the one number, and the best of one is no distinction", () => {
  expect(best(rows)).toEqual(["best"]);
  expect(best([row("a", 80, "supervised"), row("b", 80, "supervised"), row("c", 1, "none")])).toEqual([
    "a",
    "b",
  ]);
  expect(best([row("only", 80, "supervised")])).toEqual([]);
});

test("with intervals the best are all that may be first, the highest number among them", () => {
  const shared = [
    row("first", 80, "supervised", [1, 2]),
    row("as good", 79, "supervised", [1, 3]),
    row("behind", 78, "supervised", [2, 3]),
  ];
  expect(best(shared)).toEqual(["first", "as good"]);
  expect(best([...shared, row("unknown", 10, "supervised")]), "where one has none, none is known").toEqual([
    "first",
  ]);
});
