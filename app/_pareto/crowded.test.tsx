import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { metricColumn } from "#db/derive/board-view/columns.ts";
import type { Candidate } from "./candidates.ts";
import { costs } from "./costs.ts";
import { ParetoFigure } from "./pareto-figure.tsx";
import { TaskFronts } from "./task-fronts.tsx";

vi.mock("../_charts/exported-chart.tsx", () => ({
  ExportedChart: ({ children }: { children: React.ReactNode }) => children,
}));

const parameters = costs.find(({ id }) => id === "parameters") ?? costs[0];

const candidate = (index: number): Candidate => ({
  ...{ id: `b-${index}`, label: `B ${index}`, training: index % 2 === 0 ? "supervised" : "self-supervised" },
  ...{ cost: index, isUntrained: false, score: 50 + index / 10 },
  ...{ interval: [49 + index / 10, 51 + index / 10], onFront: index < 10 },
  ...{ dominator: index < 10 ? null : "B 9", otherDominators: 0 },
});

function figureOf(count: number): string {
  const found = Array.from({ length: count }, (_, index) => candidate(index));
  const column = metricColumn("voc2012/iou");
  return renderToStaticMarkup(
    <ParetoFigure
      {...{ found, column, cost: parameters, scale: "log", device: null, source: "Test", isReady: true }}
    />,
  );
}

/** Each bar has a cap at either end. */
const barsOf = (page: string) => (page.match(/v?m-4 0h8/g) ?? []).length / 2;

test("a chart of hundreds has bars of its frontier alone, says so, and is no longer for each point", () => {
  const [few, many, more] = [20, 300, 1500].map(figureOf);
  expect(barsOf(few ?? "")).toBe(20);
  expect([barsOf(many ?? ""), barsOf(more ?? "")]).toEqual([10, 10]);
  expect(few).not.toContain("draws their intervals alone");
  expect(many).toContain("names those on the frontier where there is room, and draws their intervals alone");
  expect((more?.match(/<(a|path)\b/g) ?? []).length).toBe((many?.match(/<(a|path)\b/g) ?? []).length);
});

test("what costs nothing stands where a logarithmic axis begins, and the page says so", () => {
  const page = figureOf(300);
  expect(page).toContain("A cost of zero has no place on a logarithmic axis and stands at its beginning.");
  expect(/x="0%"[^>]*><a href="\/backbones\/b-0"/.test(page)).toBe(true);
  expect(page).not.toContain("The cost axis is linear");
});

test("beside its small chart a frontier names six at most", () => {
  const points = Array.from({ length: 10 }, (_, index) => candidate(index));
  const fronts = (["voc2012/iou", "nyuv2-depth/rmse"] as const).map((metric) => ({
    ...{ metric, count: 300, points },
  }));
  const page = renderToStaticMarkup(
    <TaskFronts
      {...{ fronts, cost: parameters, scale: "log", chosen: "voc2012/iou", choose: () => {}, source: "Test" }}
    />,
  );
  expect(page.replaceAll("<!-- -->", "")).toContain("10 of 300: B 0, B 1, B 2, B 3, B 4 and 5 more");
});
