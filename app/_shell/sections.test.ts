import { expect, test } from "vitest";
import { pagesOf, positionAt, sections } from "./sections.ts";

test("a section opens its first page, and the foot's own is not among them", () => {
  const links = sections.map(({ label, href }) => [label, href]);
  expect(new Set(links.map(([label]) => label)).size).toBe(links.length);
  expect(links).toContainEqual(["Explore", "/pareto"]);
  expect(links).toContainEqual(["Method", "/method"]);
  expect(links.flat()).not.toContain("Changelog");
});

test("every address belongs to the section that shows it, with whatever follows", () => {
  expect(positionAt("/")).toEqual({ section: "Board", place: "/" });
  expect(positionAt("/compare/paper/mae,clip-b")).toEqual({ section: "Explore", place: "/compare" });
  expect(positionAt("/s/0123456789abcdef/paper")?.section).toBe("Changelog");
  expect(positionAt("/no-such-page")).toBeNull();
});

test("a section of several pages names each, and its link is one of them", () => {
  for (const { label, href } of sections) {
    const pages = pagesOf(label);
    expect(pages.length).not.toBe(1);
    if (pages.length > 0) expect(pages.map((page) => page.href)).toContain(href);
  }
  expect(pagesOf("Explore").map(({ label }) => label)).toEqual(["Pareto", "Correlations", "Compare"]);
  expect(pagesOf("Board")).toEqual([]);
});
