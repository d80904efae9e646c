import { expect, test } from "vitest";
import { KeptPages } from "./kept-pages.ts";

/** As Next names what it has made. */
const keyOf = (path: string) => `/route-cache/APP_PAGE/${"a".repeat(64)}/$${path}`;

function kept() {
  const pages = new KeptPages();
  const html = "x".repeat(200_000);
  return {
    pages,
    make: (path: string, status?: number) =>
      pages.answering("now", () => pages.set(keyOf(path), { html, status }, undefined)),
    has: (path: string) => pages.answering("now", () => pages.get(keyOf(path)) !== null),
  };
}

const everybodys = [
  "/index",
  "/boards/paper",
  "/backbones/dinov2-b",
  "/tasks/voc2012",
  "/s/0123456789abcdef",
];

test.each<[string, (number: number) => string, number?]>([
  ["views", (number) => `/~${Buffer.from(`q=${number}`).toString("base64url")}`],
  ["views of boards", (number) => `/boards/paper/~${Buffer.from(`pin=${number}`).toString("base64url")}`],
  ["comparisons", (number) => `/compare/paper/mae,made-up-${number}`],
  ["differences", (number) => `/s/2026-11/since/${number}`],
  ["addresses of nothing", (number) => `/backbones/made-up-${number}`, 404],
  ["addresses that lead elsewhere", (number) => `/boards/${number}`, 307],
])("%s that are made up push out one another, and no page that everybody reads", (_, path, status) => {
  const { pages, make, has } = kept();
  for (const page of everybodys) make(page);
  make(path(0), status);
  expect(has(path(0))).toBe(true);
  for (let number = 1; number < 1_000; number++) make(path(number), status);
  expect(everybodys.filter((page) => !has(page))).toEqual([]);
  expect([has(path(0)), has(path(999))]).toEqual([false, true]);
  expect(pages.bytes).toBeLessThan(20_000_000);
});

test("in all no more than 64 MB are kept, whatever is asked for", () => {
  const { pages, make } = kept();
  for (let number = 0; number < 500; number++) {
    make(`/backbones/${number}`);
    make(`/~${number}`);
  }
  expect(pages.bytes).toBeGreaterThan(60_000_000);
  expect(pages.bytes).toBeLessThanOrEqual(64_000_000);
});
