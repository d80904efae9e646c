import { expect, test } from "vitest";
import { repositoryLinks } from "./elsewhere.ts";

test("the protocol is a file of the repository; where no repository is known there is no link", () => {
  expect(repositoryLinks("https://example.org/ours/probing/")).toEqual([
    { label: "Repository", href: "https://example.org/ours/probing" },
    { label: "Protocol", href: "https://example.org/ours/probing/blob/HEAD/evaluator/PROTOCOL.md" },
  ]);
  expect(repositoryLinks(undefined)).toEqual([]);
});
