import { describe, expect, test } from "vitest";
import { testBoard, testRow } from "#db/test/board.ts";
import { backboneBadge, metricOfSlug, unknownBadge } from "./backbone-badge.ts";
import { badgeSvg } from "./badge-svg.ts";

const iou = "voc2012/iou";
const rmse = "nyuv2-depth/rmse";
const board = testBoard(
  { ...testRow("first", { [iou]: 80, [rmse]: 0.4 }), overallRankInterval: [1, 2] },
  testRow("second", { [iou]: 60, [rmse]: 0.5 }),
  testRow("unfinished", { [iou]: 70 }),
);

describe("a backbone's badge", () => {
  test("shows the overall rank among the complete, with its interval where known", () => {
    expect(backboneBadge(board, "first", null)).toMatchObject({
      message: "rank 1 (1–2) of 2",
      title: "first: rank 1 (1–2) of 2 by mean rank, measured on built-in scenes",
    });
    expect(backboneBadge(board, "second", null)?.message).toBe("rank 2 of 2");
  });

  test("of an incomplete one says what is missing", () => {
    expect(backboneBadge(board, "unfinished", null)).toMatchObject({
      message: "not ranked yet",
      title: expect.stringContaining("lacks nyuv2-depth"),
      tone: "unknown",
    });
  });

  test("shows one metric as the paper prints it", () => {
    const metric = metricOfSlug("nyuv2-depth.rmse");
    expect(metric && backboneBadge(board, "second", metric)).toMatchObject({
      label: "NYUv2 depth RMSE",
      message: "0.500 m",
      title: expect.stringContaining("rank 2 of 2, lower is better"),
    });
    expect(metric && backboneBadge(board, "unfinished", metric)).toBeNull();
  });

  test("is not made up", () => {
    expect(backboneBadge(board, "nobody", null)).toBeNull();
    expect(metricOfSlug("voc2012.fame")).toBeUndefined();
  });
});

test("the SVG has its title for all readers and lets no text out of its place", () => {
  const svg = badgeSvg(unknownBadge('"><script>alert(1)</script>\u0000 &'));
  expect(svg).toContain(
    "<title>No &quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; on this leaderboard</title>",
  );
  expect(svg).toMatch(/^<svg [^>]*role="img" aria-label="No &quot;&gt;/);
  expect(svg).not.toContain("<script>");
});
