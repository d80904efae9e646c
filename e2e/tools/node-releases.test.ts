import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { nodeReleases, otherReleases } from "./node-releases.ts";

test("the oldest release is the one that both packages ask for", () => {
  for (const path of ["../../package.json", "../../evaluator/package.json"]) {
    const { engines } = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
    expect(`>=${nodeReleases[0].split(".").slice(0, 2).join(".")}`).toBe(engines.node);
  }
});

test("the running release is not run twice; elsewhere than on Linux no other is to be had", () => {
  expect(otherReleases("20.20.0", "linux")).toEqual([nodeReleases[1]]);
  expect(otherReleases("22.1.0", "linux")).toEqual(nodeReleases);
  expect(otherReleases("22.1.0", "darwin")).toEqual([]);
});
