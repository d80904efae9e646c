import { expect, test } from "vitest";
import { metricColumns } from "../_board/board-table.ts";
import { costs } from "./costs.ts";
import { type ParetoView, parseParetoView, serialiseParetoView } from "./view.ts";

const columns = metricColumns();
const parse = (query: string) => parseParetoView(new URLSearchParams(query), columns);
const standard = parse("");

test("the default view needs no parameter", () => {
  expect(serialiseParetoView(standard, columns).toString()).toBe("");
});

const changes: readonly (readonly [parameter: string, change: Partial<ParetoView>])[] = [
  ...columns.filter(({ id }) => id !== standard.metric).map(({ id }) => ["score", { metric: id }] as const),
  ...costs.filter(({ id }) => id !== standard.cost).map(({ id }) => ["cost", { cost: id }] as const),
  ["scale", { scale: "linear" }],
  ["training", { trainings: ["vision-language", "baseline"] }],
];

test.each(changes)("%s: %j survives the way into the URL and back", (parameter, change) => {
  const view = { ...standard, ...change };
  const query = serialiseParetoView(view, columns);
  expect([...query.keys()]).toEqual([parameter]);
  expect(parse(query.toString())).toEqual(view);
});

test.each(["score", "cost", "scale", "training"])(
  "%s falls back to the default where it is garbage",
  (name) => {
    for (const garbage of ["", "nonsense", "-1", "a,b", "__proto__"]) {
      expect(parse(`${name}=${garbage}`)).toEqual(standard);
    }
  },
);
