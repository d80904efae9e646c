import { expect, test } from "vitest";
import { maintainerReceipt, submitterReceipt } from "../test/receipt.ts";
import { type CellRow, HeldByAnother, NothingToCorrect, placeInCell } from "./cell-holder.ts";

const row = (id: string, holder: string | null, rest: Partial<CellRow> = {}): CellRow => ({
  ...{ id, holder, naturalKey: "seed 0", standing: "accepted" },
  ...rest,
});
const ada = submitterReceipt("ada");
const bob = submitterReceipt("bob");
const maintainer = maintainerReceipt();

test("a cell belongs to whom measured it first, with any seed, also while that waits", () => {
  expect(placeInCell([], "seed 0", ada, null)).toEqual(ada);
  const cell = [row("a", "ada", { standing: "waiting" }), row("m", "tester", { naturalKey: "seed 1" })];
  expect(placeInCell(cell, "seed 7", ada, null)).toEqual(ada);
  expect(() => placeInCell(cell, "seed 7", bob, null)).toThrow(HeldByAnother);
});

test("what is withdrawn holds no cell", () => {
  const cell = [row("a", "ada", { standing: "withdrawn" })];
  expect(placeInCell(cell, "seed 0", bob, null)).toEqual(bob);
  expect(() => placeInCell(cell, "seed 0", maintainer, "a")).toThrow(NothingToCorrect);
});

test("what the site came with is nobody else's", () => {
  expect(() => placeInCell([row("s", null)], "seed 0", ada, null)).toThrow(HeldByAnother);
});

test("a maintainer measures any cell again as his own, or corrects a result of it in its holder's stead", () => {
  const cell = [row("a", "ada")];
  expect(placeInCell(cell, "seed 0", maintainer, null).holder).toBe("tester");
  expect(placeInCell(cell, "seed 0", maintainer, "a").holder).toBe("ada");
  expect(() => placeInCell(cell, "seed 1", maintainer, "a")).toThrow(NothingToCorrect);
  expect(() => placeInCell(cell, "seed 0", maintainer, "b")).toThrow(NothingToCorrect);
});

test("naming what is corrected gives nobody another's cell", () => {
  const cell = [row("m", "tester"), row("a", "ada")];
  expect(() => placeInCell(cell, "seed 0", bob, "a")).toThrow(HeldByAnother);
  expect(placeInCell(cell, "seed 0", ada, "a").holder).toBe("ada");
});
