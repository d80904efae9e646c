import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { makeSubset, subsetSans, wholeSans } from "./subset-sans.ts";

test("the font that pages load is what the tool makes of the installed one", async () => {
  const kept = await readFile(subsetSans);
  expect(kept.equals(await makeSubset())).toBe(true);
  expect(kept.byteLength).toBeLessThan((await readFile(wholeSans)).byteLength / 2);
});
