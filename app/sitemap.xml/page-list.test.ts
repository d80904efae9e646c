import { expect, test } from "vitest";
import { sitemap } from "./page-list.ts";

test("lists each page once, by an address that is XML", () => {
  const text = sitemap("https://board.test", ["/", "/pareto", "/", "/compare/a&b"]);
  expect(text.match(/<loc>.*?<\/loc>/g)).toEqual([
    "<loc>https://board.test/</loc>",
    "<loc>https://board.test/pareto</loc>",
    "<loc>https://board.test/compare/a&amp;b</loc>",
  ]);
});
