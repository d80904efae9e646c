import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { taskFacts } from "#contract";
import { testBoard, testRow } from "#db/test/board.ts";
import { TaskPage } from "./task-page.tsx";

const measured = testBoard(testRow("first", { "voc2012/iou": 70 }), testRow("second", { "voc2012/iou": 60 }));

/** The page's text over a board's numbers. */
function textOver(kind: "paper" | "scenes"): string {
  const board = { ...measured, cohort: { ...measured.cohort, kind } };
  const task = taskFacts("voc2012");
  if (task.id !== "voc2012") throw new Error("another task");
  const page = <TaskPage task={{ ...task, id: "voc2012" }} board={board} cohorts={[board.cohort]} />;
  return renderToStaticMarkup(page)
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
}

test("the paper's numbers stand under what the paper says, with what it leaves open told apart", () => {
  const text = textOver("paper");
  expect(text).toContain("The numbers below are the paper’s.");
  expect(text).toContain("6,000 steps of 32 images");
  expect(text).toContain("settled by the evaluator’s protocol: 21 outputs");
  expect(textOver("scenes")).toContain("The numbers below were measured with the evaluator");
});

test("over a part of a board no count of the whole board stands", () => {
  expect(textOver("paper")).not.toContain("2 backbones");
});
