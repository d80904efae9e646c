import { expect, test } from "vitest";
import { metricIds } from "#contract";
import { metricColumn } from "#db/derive/board-view/columns.ts";
import { variableValues } from "./variables.ts";
import { type CorrelationView, parseCorrelationView, serialiseCorrelationView } from "./view.ts";

const variables = variableValues([], metricIds.map(metricColumn), []).map(({ variable }) => variable);
const parse = (query: string, known = variables) => parseCorrelationView(new URLSearchParams(query), known);
const standard = parse("");

test("the default view needs no parameter", () => {
  expect(serialiseCorrelationView(standard).toString()).toBe("");
});

const changes: readonly (readonly [parameter: string, change: Partial<CorrelationView>])[] = [
  ...variables.filter(({ id }) => id !== standard.x).map(({ id }) => ["x", { x: id }] as const),
  ...variables.filter(({ id }) => id !== standard.y).map(({ id }) => ["y", { y: id }] as const),
  ["sign", { sign: "better" }],
];

test.each(changes)("%s: %j survives the way into the URL and back", (parameter, change) => {
  const view = { ...standard, ...change };
  const query = serialiseCorrelationView(view);
  expect([...query.keys()]).toEqual([parameter]);
  expect(parse(query.toString())).toEqual(view);
});

test.each(["x", "y", "sign"])("%s falls back to the default where it is garbage", (name) => {
  for (const garbage of ["", "nonsense", "-1", "a,b", "__proto__"]) {
    expect(parse(`${name}=${garbage}`)).toEqual(standard);
  }
});

test("a board without the usual variable shows what it has, also when read back", () => {
  const few = variables.filter(({ id }) => !id.startsWith("voc2012"));
  const view = parse("", few);
  expect(view.y).toBe(few.at(-1)?.id);
  expect(parse(serialiseCorrelationView(view).toString(), few)).toEqual(view);
});
