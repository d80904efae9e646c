import { expect, test } from "vitest";
import { type Candidate, countedOf } from "./counted.ts";

interface Row extends Candidate {
  readonly name: string;
}

let sequence = 0;
const row = (name: string, holder: string, rest: Partial<Candidate> = {}): Row => {
  sequence += 1;
  return { name, holder, sequence, role: "maintainer", isSigned: false, seed: 0, ...rest };
};
const submitted = { role: "submitter" } as const;
const signed = { isSigned: true };

const counted = (...rows: Row[]) => countedOf(rows, () => "one place").map(({ name }) => name);

test("the newest of each seed counts", () => {
  expect(counted(row("old", "ada"), row("other seed", "ada", { seed: 1 }), row("new", "ada"))).toEqual([
    "new",
    "other seed",
  ]);
});

test("an unsigned result neither displaces nor averages with a signed one, of its own holder's either", () => {
  const first = row("signed", "ada", signed);
  const later = [0, 1, 2, 3, 4].map((seed) => row(`invented ${seed}`, "ada", { ...submitted, seed }));
  expect(counted(first, ...later)).toEqual(["signed"]);
  const others = [0, 1, 2, 3, 4].map((seed) => row(`other ${seed}`, "bob", { seed }));
  expect(counted(...others, first)).toEqual(["signed"]);
});

test("of two holders one counts alone: a maintainer's before a submitter's, of equals the first", () => {
  const submitters = [row("s0", "bob", submitted), row("s1", "bob", { ...submitted, seed: 1 })];
  expect(counted(...submitters, row("m0", "ada"))).toEqual(["m0"]);
  expect(counted(row("a", "ada"), row("b0", "bob"), row("b1", "bob", { seed: 1 }))).toEqual(["a"]);
  expect(counted(row("c", "eve", submitted), ...submitters)).toEqual(["s0", "s1"]);
});

test("a correction keeps its holder's place in the order", () => {
  const [first, second] = [row("first", "ada"), row("second", "bob")];
  expect(counted(first, second, row("corrected", "ada"))).toEqual(["corrected"]);
});

test("what shares no number is chosen apart", () => {
  const rows = [row("here", "ada"), row("there", "bob")];
  expect(countedOf(rows, ({ name }) => name)).toEqual(rows);
});
