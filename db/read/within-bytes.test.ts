import { expect, test } from "vitest";
import { WithinBytes } from "./within-bytes.ts";

test("forgets what was asked for longest ago, and as much as it must", () => {
  const kept = new WithinBytes<string>(100);
  for (const name of ["a", "b", "c"]) kept.set(name, name, 30);
  expect(kept.get("a")).toBe("a");
  kept.set("d", "d", 40);
  expect(["a", "b", "c", "d"].map((name) => kept.get(name))).toEqual(["a", undefined, "c", "d"]);
  expect(kept.bytes).toBe(100);
});

test("counts a name once, and is empty when all are gone", () => {
  const kept = new WithinBytes<number>(100);
  kept.set("a", 1, 60);
  kept.set("a", 2, 70);
  expect([kept.get("a"), kept.bytes]).toEqual([2, 70]);
  kept.set("b", 3, 10);
  kept.keepOnly((value) => value > 2);
  expect([kept.get("a"), kept.get("b"), kept.bytes]).toEqual([undefined, 3, 10]);
  kept.delete("b");
  kept.delete("b");
  expect(kept.bytes).toBe(0);
  kept.set("huge", 4, 101);
  expect([kept.get("huge"), kept.bytes]).toEqual([undefined, 0]);
});
