import { expect, test } from "vitest";
import { ForAWhile } from "./for-a-while.ts";

test("is given out for its time, then made anew; nothing, and what no longer fits, is asked for again", async () => {
  let nowMs = 0;
  let made = 0;
  const kept = new ForAWhile<string>(100, 60, () => nowMs);
  const ask = (name: string, bytes = 10) =>
    kept.give(
      name,
      async () => `${name} ${++made}`,
      () => bytes,
    );
  expect([await ask("a"), await ask("b"), await ask("a")]).toEqual(["a 1", "b 2", "a 1"]);
  nowMs = 59;
  expect(await ask("a")).toBe("a 1");
  nowMs = 60;
  expect([await ask("a"), await ask("a")]).toEqual(["a 3", "a 3"]);
  expect([await ask("large", 200), await ask("large", 200)]).toEqual(["large 4", "large 5"]);
  const nothing = () =>
    kept.give(
      "a",
      async () => null,
      () => 0,
    );
  nowMs = 200;
  expect([await nothing(), await ask("a")]).toEqual([null, "a 6"]);
});
