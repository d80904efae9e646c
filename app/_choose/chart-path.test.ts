import { expect, test } from "vitest";
import type { MetricId, TaskId } from "#contract/tasks";
import { boardHead } from "#db/derive/board-view/board-head.ts";
import { type CostId, costIds } from "#db/derive/choice/question.ts";
import { testBoard, testRow } from "#db/test/board.ts";
import { parseParetoView } from "../_pareto/view.ts";
import { chartPath } from "./chart-path.ts";

const rule = (metric: MetricId | null, ...tasks: TaskId[]) => ({
  ...{ metric, tasks, better: "higher" as const, isWholeBoard: false },
});
const shown = (cost: CostId) => chartPath("paper", { rule: rule("boundaries/iou", "boundaries"), cost });

test("the chart's own reader takes score and cost from the address", () => {
  const head = boardHead(testBoard(testRow("a", { "boundaries/iou": 30, "voc2012/iou": 60 })));
  const read = costIds.map((cost) => {
    const { searchParams } = new URL(shown(cost) ?? "", "https://board.test");
    return parseParetoView(searchParams, head);
  });
  expect(read.map(({ metric }) => metric)).toEqual(costIds.map(() => "boundaries/iou"));
  // Nobody has measured a time on this board.
  expect(read.map(({ cost }) => cost)).toEqual(["macs", "parameters", "parameters", "activations"]);
});

test("several tasks and own data have no such chart", () => {
  expect(chartPath("paper", { rule: rule(null, "boundaries", "voc2012"), cost: "gmacs" })).toBeNull();
  expect(chartPath("own", { rule: rule("segmentation/iou", "segmentation"), cost: "gmacs" })).toBeNull();
});
