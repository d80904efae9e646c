import { expect, test } from "vitest";
import { walked } from "./walk.ts";

/** A lower triangle of four variables, and one more row that crosses all of them. */
const lengths = [1, 2, 3, 4];
const walk = (keys: readonly string[], from = { row: 0, column: 0 }) =>
  keys.reduce((place, key) => {
    const [name = "", control] = key.split("+").reverse();
    return walked(name, control !== undefined, place, lengths) ?? place;
  }, from);

test.each([
  [["ArrowRight"], { row: 0, column: 0 }],
  [["ArrowDown", "ArrowRight"], { row: 1, column: 1 }],
  // No cell above the diagonal.
  [["ArrowDown", "ArrowRight", "ArrowUp"], { row: 1, column: 1 }],
  [["ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown"], { row: 3, column: 0 }],
  [["Control+End"], { row: 3, column: 3 }],
  [["Control+End", "Home"], { row: 3, column: 0 }],
  [["Control+End", "Control+Home"], { row: 0, column: 0 }],
  [["ArrowDown", "End", "ArrowLeft", "ArrowLeft"], { row: 1, column: 0 }],
])("%j", (keys, expected) => expect(walk(keys)).toEqual(expected));

test("other keys are the page's", () => {
  for (const key of ["Enter", "Tab", " ", "a"])
    expect(walked(key, false, { row: 1, column: 0 }, lengths)).toBeNull();
});
