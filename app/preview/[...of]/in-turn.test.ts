import { expect, test } from "vitest";
import { InTurn, TooManyWait } from "./in-turn.ts";

test("one piece at a time, in order, also after one that fails; too many are refused", async () => {
  const turns = new InTurn(3);
  const log: string[] = [];
  const piece = (name: string, fails = false) =>
    turns.do(async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const asked = [piece("a"), piece("b", true), piece("c")];
  expect(() => piece("d")).toThrow(TooManyWait);
  expect(await Promise.allSettled(asked)).toMatchObject([
    { value: "a" },
    { reason: { message: "b" } },
    { value: "c" },
  ]);
  expect(log).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  expect(await piece("e")).toBe("e");
});
