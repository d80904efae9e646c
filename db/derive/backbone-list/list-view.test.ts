import { expect, test } from "vitest";
import { testManifest } from "../../test/bundle.ts";
import { factsOfManifest } from "../board/backbone-facts.ts";
import { backboneEntry } from "./entry.ts";
import { entriesInView, parseListView, serialiseListView } from "./list-view.ts";

const entry = (id: string, fields: Parameters<typeof testManifest>[0], gigaMacs: number | null) =>
  backboneEntry({ ...factsOfManifest(testManifest({ id, label: id, ...fields })), gigaMacs }, "awaiting");

/** By name, as the list comes. */
const entries = [
  entry("a", { category: "none", parameters: 5e6, inputSize: 512 }, null),
  entry("b", { category: "vision-language", licence: "CC-BY-NC-4.0", parameters: 9e6 }, 2),
  entry("c", { category: "self-supervised", pretrainingData: "LVD-142M", parameters: 1e6 }, 30),
  entry("d", { category: "self-supervised", licence: "LicenseRef-own", parameters: 2e6 }, 4),
];
const shown = (search: string) =>
  entriesInView(entries, parseListView(new URLSearchParams(search))).map(({ id }) => id);

test("by training and name at first; by what is asked for, least first, what is not known last", () => {
  expect(shown("")).toEqual(["c", "d", "b", "a"]);
  expect(shown("sort=name")).toEqual(["a", "b", "c", "d"]);
  expect(shown("sort=parameters")).toEqual(["c", "d", "a", "b"]);
  expect(shown("sort=gmacs")).toEqual(["b", "d", "c", "a"]);
  expect(shown("sort=input")).toEqual(["b", "c", "d", "a"]);
});

test("every word of a search has to be found; only what is known to allow it passes as commercial", () => {
  expect(shown("q=lvd+vit-b")).toEqual(["c"]);
  expect(shown("q=nothing+like+this")).toEqual([]);
  expect(shown("use=commercial")).toEqual(["c", "a"]);
  expect(shown("training=self-supervised,baseline")).toEqual(["c", "d", "a"]);
});

test("a view is its address, defaults left out; what is unknown is the default", () => {
  const search = "q=vit+b&training=supervised&use=commercial&sort=gmacs";
  expect(serialiseListView(parseListView(new URLSearchParams(search))).toString()).toBe(search);
  expect(serialiseListView(parseListView(new URLSearchParams("sort=x&use=y&training=z"))).toString()).toBe(
    "",
  );
});
