import { describe, expect, test } from "vitest";
import { metricIds } from "#contract";
import { testRow } from "../../test/board.ts";
import { testSpeed } from "../../test/speed.ts";
import { speedSettingOf } from "../board/speed.ts";
import { questionNames } from "../choice/question.ts";
import { columnGroups } from "./column-groups.ts";
import { metricColumn } from "./columns.ts";
import { everything, facetsOf } from "./facets.ts";
import {
  type BoardView,
  clickedSort,
  firstDirection,
  parameterNames,
  parseView,
  serialiseView,
} from "./view.ts";

const [dino, mae] = [testRow("dino", { "voc2012/iou": 80 }), testRow("mae", { "voc2012/iou": 60 })];
const hiera = {
  objective: "sigmoid contrastive",
  architecture: "Hiera B+",
  inputSizePixels: 384,
  licence: null,
};
const rows = [
  { ...dino, backbone: { ...dino.backbone, ...hiera } },
  { ...mae, backbone: { ...mae.backbone, licence: "CC-BY-NC-4.0" } },
];
const columns = metricIds.map(metricColumn);
const board = {
  metrics: metricIds,
  speedSettings: [speedSettingOf(testSpeed())],
  countedCount: 2,
  facets: facetsOf(rows),
};
const parse = (query: string) => parseView(new URLSearchParams(query), board);
const standard = parse("");

/** Of each parameter every kind of value it can have. */
const changes: readonly (readonly [parameter: string, change: Partial<BoardView>])[] = [
  ["sort", { sort: "voc2012/iou", direction: "desc" }],
  ["sort", { sort: "nyuv2-depth/rmse" }],
  ["sort", { sort: "name" }],
  ["sort", { sort: "parameters" }],
  ["sort", { sort: "leak" }],
  ["sort", { sort: "time" }],
  ["sort", { sort: "readout.coco-stuff" }],
  ["dir", { sort: "voc2012/iou", direction: "asc" }],
  ["dir", { sort: "nyuv2-depth/rmse", direction: "desc" }],
  ["dir", { direction: "desc" }],
  ["tasks", { category: "instance awareness" }],
  ["tasks", { category: "spatial understanding" }],
  ["training", { trainings: ["self-supervised", "baseline"] }],
  ["objective", { facets: { ...everything, objective: ["sigmoid-contrastive"] } }],
  ["architecture", { facets: { ...everything, architecture: ["hiera-b-plus", "vit-b"] } }],
  ["input", { facets: { ...everything, input: ["224-px", "384-px"] } }],
  ["licence", { facets: { ...everything, licence: ["cc-by-nc-4.0", "not-stated"] } }],
  ["source", { facets: { ...everything, source: ["measured"] } }],
  ["gmacs", { mostGigaMacs: 17.5 }],
  ["params", { mostMillions: 86.5 }],
  ["time", { mostTime: 0.25 }],
  ["q", { query: "vit & b+ 50%, =x" }],
  ["by", { aggregation: "borda" }],
  ["by", { aggregation: "relative" }],
  ["weights", { weights: { "instance awareness": 2, "local semantics": 0, "spatial understanding": 0.5 } }],
  ["scores", { scores: "relative" }],
  ["show", { groups: columnGroups(columns).map(({ id }) => id) }],
  ["hide", { groups: ["voc2012", "nyuv2-depth"] }],
  ["hide", { groups: ["identity"] }],
  ["pin", { pins: ["mae", "dino"] }],
  ["page", { page: 3 }],
];

test.each([
  ["voc2012/iou", "desc", "asc"],
  ["nyuv2-depth/rmse", "asc", "desc"],
  ["licence", "asc", "desc"],
] as const)("clicks on %s sort it best first, turn it round, and undo that", (key, first, second) => {
  const once = clickedSort(key, standard, columns);
  expect(once).toEqual({ sort: key, direction: first });
  const twice = clickedSort(key, once, columns);
  expect(twice).toEqual({ sort: key, direction: second });
  expect(clickedSort(key, twice, columns)).toEqual({ sort: standard.sort, direction: standard.direction });
});

test("clicks on the rank, by which rows stand at first, turn it round and back", () => {
  const once = clickedSort("rank", standard, columns);
  expect(once).toEqual({ sort: "rank", direction: "desc" });
  expect(clickedSort("rank", once, columns)).toEqual({ sort: "rank", direction: "asc" });
});

describe("board view in the URL", () => {
  test("the default view needs no parameter", () => {
    expect(serialiseView(standard, board).toString()).toBe("");
    expect(standard).toMatchObject({
      sort: "rank",
      direction: "asc",
      category: "all",
      aggregation: "mean-rank",
      scores: "values",
      pins: [],
      page: 1,
    });
  });

  test.each(changes)("%s: %j survives the way into the URL and back", (parameter, change) => {
    const first = change.sort ? { direction: firstDirection(change.sort, columns) } : {};
    const view = { ...standard, ...first, ...change };
    const query = serialiseView(view, board);
    expect([...query.keys()]).toContain(parameter);
    expect(parse(query.toString())).toEqual(view);
  });

  test("everything at once survives too", () => {
    const view = Object.assign({}, standard, ...changes.map(([, change]) => change)) as BoardView;
    expect(parse(serialiseView(view, board).toString())).toEqual(view);
  });

  test("the round trips above cover every parameter", () => {
    expect(new Set(changes.map(([parameter]) => parameter))).toEqual(new Set(parameterNames));
  });

  test.each(parameterNames)("%s falls back to the default where it is garbage", (parameter) => {
    for (const garbage of ["", "nonsense", "-1", "NaN", "a,b,,c", "%00", "__proto__"]) {
      const found = parse(`${parameter}=${garbage}`);
      // Any text can be searched for, and what the board does not have is pinned to no effect.
      expect({ ...found, query: "", pins: [] }).toEqual(standard);
    }
  });

  test.each([
    "weights=1,2",
    "weights=a,b,c",
    "weights=9,1,1",
    "dir=up",
    "gmacs=0",
    "params=Infinity",
    "time=0",
    "page=0.4",
    "hide=identity",
    "show=voc2012",
  ])("ignores %s", (query) => expect(parse(query)).toEqual(standard));

  test("keeps what it knows of a list, in the board's order, pins in their own", () => {
    expect(parse("pin=mae,,dino,mae").pins).toEqual(["mae", "dino"]);
    expect(parse("training=baseline,zz,self-supervised").trainings).toEqual(["self-supervised", "baseline"]);
  });

  test("a column of another cohort falls back to the default", () => {
    const few = { ...board, metrics: metricIds.filter((id) => id.startsWith("voc2012/")) };
    expect(parseView(new URLSearchParams("sort=boundaries.iou"), few).sort).toBe("rank");
    expect(parseView(new URLSearchParams("sort=readout.boundaries"), few).sort).toBe("rank");
  });

  test("a board without times or counts knows no bound of them, nor a column of times", () => {
    const untimed = parseView(new URLSearchParams("sort=time&time=2"), { ...board, speedSettings: [] });
    expect(untimed).toEqual(standard);
    expect(parseView(new URLSearchParams("gmacs=17"), { ...board, countedCount: 0 })).toEqual(standard);
  });

  test("bounds have the names that the chooser's address gives them", () => {
    const { gmacs, parameters } = questionNames;
    expect(parse(`${gmacs}=17.5&${parameters}=86`)).toMatchObject({ mostGigaMacs: 17.5, mostMillions: 86 });
  });
});
