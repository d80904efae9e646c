import { describe, expect, test } from "vitest";
import { metricColumns } from "./board-table.ts";
import { type BoardView, parseView, serialiseView } from "./view.ts";

const columns = metricColumns();
const parse = (query: string) => parseView(new URLSearchParams(query), columns);
const standard = parse("");

describe("board view in the URL", () => {
  test("the default view needs no parameter", () => {
    expect(serialiseView(standard, columns).toString()).toBe("");
    expect(standard).toMatchObject({
      sort: "rank",
      direction: "asc",
      category: "all",
      aggregation: "mean-rank",
    });
  });

  const changes: readonly Partial<BoardView>[] = [
    { sort: "voc2012/iou", direction: "desc" },
    { sort: "voc2012/iou", direction: "asc" },
    { sort: "nyuv2-depth/rmse", direction: "asc" },
    { sort: "nyuv2-depth/rmse", direction: "desc" },
    { sort: "name" },
    { direction: "desc" },
    { category: "spatial understanding" },
    { trainings: ["self-supervised", "baseline"] },
    { query: "vit & b+ 50%" },
    { aggregation: "borda" },
    { weights: { "instance awareness": 2, "local semantics": 0, "spatial understanding": 0.5 } },
  ];
  test.each(changes)("%j survives the way into the URL and back", (change) => {
    const view = { ...standard, ...change };
    const query = serialiseView(view, columns).toString();
    expect(query).not.toBe("");
    expect(parse(query)).toEqual(view);
  });

  test("a column of another cohort falls back to the default", () => {
    const few = columns.filter((column) => column.task === "voc2012");
    expect(parseView(new URLSearchParams("sort=boundaries.iou"), few).sort).toBe("rank");
  });

  test.each(["weights=1,2", "weights=a,b,c", "weights=9,1,1", "dir=up", "tasks=all-of-them", "by=magic"])(
    "ignores %s",
    (query) => expect(parse(query)).toEqual(standard),
  );
});
