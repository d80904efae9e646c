import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fuzz } from "./mutations.fixture.ts";

test("300 damaged files give tensors or an InputError; evaluator/tools/checkpoints/fuzz.ts tries more", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fuzz-"));
  const { converted, refused } = await fuzz(folder, 300, 1);
  await rm(folder, { recursive: true });
  expect(converted + refused).toBe(300);
  // Both happen: neither is the only way out.
  expect(converted).toBeGreaterThan(10);
  expect(refused).toBeGreaterThan(100);
});
