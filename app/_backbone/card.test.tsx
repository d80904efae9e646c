import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import type { Manifest } from "#contract";
import { overallRanking } from "#db/derive/board-view/ranking.ts";
import { scorePlaces } from "#db/derive/board-view/score-places.ts";
import type { HistoryEntry } from "#db/derive/history/backbone-history.ts";
import { testBoard, testRow } from "#db/test/board.ts";
import { testManifest } from "#db/test/bundle.ts";
import { HistorySection } from "./history-section.tsx";
import { LoadSection } from "./load-section.tsx";
import { ScoreSummary } from "./score-summary.tsx";

const weights: Manifest["weights"] = {
  ...{ format: "safetensors", file: "a.safetensors", sha256: null, bytes: null },
  url: "https://huggingface.co/timm/vit_base_patch16_224.mae/resolve/main/model.safetensors",
};

describe("how to load it", () => {
  test("a program, the evaluator's commands, and buttons that wait for scripts", () => {
    const page = renderToStaticMarkup(
      <LoadSection manifest={testManifest({ id: "a-b", weights })} isKnown />,
    );
    expect(page).toContain("vit_base_patch16_224.mae");
    expect(page).toContain("npx evaluator weights fetch a-b<");
    expect(page).toContain("npx evaluator features --backbone a-b --images DIR");
    expect(page).not.toContain("does not come with this backbone");
    expect(page.match(/<button[^>]*>/g)?.every((button) => button.includes("disabled"))).toBe(true);
  });

  test("a stranger's manifest is there to be saved, and no weights are fetched where there are none", () => {
    const page = renderToStaticMarkup(<LoadSection manifest={testManifest({ id: "a-b" })} isKnown={false} />);
    expect(page).toContain("save its manifest as <code>a-b.json</code>");
    expect(page).toContain("--backbone a-b.json");
    expect(page).toContain("It has no published weights");
    expect(page).not.toContain("weights fetch");
  });
});

test("the summary leads to the board with the backbone pinned, and to it beside others", () => {
  const board = testBoard(testRow("a", { "voc2012/iou": 60 }), testRow("b", { "voc2012/iou": 50 }));
  const row = board.rows.find(({ backbone }) => backbone.id === "b");
  if (!row) throw new Error("no row");
  const comparedWith = overallRanking(board).flatMap(({ backbone: { id, label } }) =>
    id === "b" ? [] : [{ id, label }],
  );
  const places = scorePlaces(board.rows, "b");
  const page = renderToStaticMarkup(
    <ScoreSummary board={{ cohort: board.cohort, row, reproductions: [], places, comparedWith }} href="/" />,
  );
  expect(page).toContain('href="/?pin=b"');
  expect(page).toContain(`href="/compare/${board.cohort.id}/b,a"`);
  expect(page).toContain("2 of 2");
});

test("what changed, in words", () => {
  const entry: HistoryEntry = {
    ...{ at: "2026-11-21T09:00:00.000Z", action: "withdraw", kind: "result", by: "grace" },
    ...{ reason: "wrong weights", tasks: ["voc2012", "boundaries"], count: 3 },
  };
  const speed: HistoryEntry = {
    ...entry,
    action: "sent",
    kind: "speed",
    by: null,
    reason: null,
    tasks: [],
    count: 1,
  };
  const page = renderToStaticMarkup(<HistorySection history={[entry, speed]} />).replace(/<!-- -->/g, "");
  expect(page).toContain("<b>Withdrawn</b> by grace, 3 results: Pascal VOC 2012 and Boundaries");
  expect(page).toContain("wrong weights");
  expect(page).toContain("<b>Sent</b> with this site, 1 measurement of time");
});
