import { expect, test } from "vitest";
import { askedBackbones, comparePath } from "./view.ts";

const known = ["a", "b", "c", "d", "e"];

test("a list and a form's repeated parameter ask for the same, in order", () => {
  expect(askedBackbones("b,a", known)).toEqual(["b", "a"]);
  expect(askedBackbones(["b", "a", "", ""], known)).toEqual(["b", "a"]);
});

test("each once, four at most, unknown ones left out", () => {
  expect(askedBackbones("a,a,z,b", known)).toEqual(["a", "b"]);
  expect(askedBackbones("e,d,c,b,a", known)).toEqual(["e", "d", "c", "b"]);
  expect(askedBackbones(undefined, known)).toEqual([]);
});

test("an address says the same when it is read back", () => {
  const parameters = new URL(comparePath(["d", "b"], "official-p1-full"), "http://site").searchParams;
  expect(askedBackbones(parameters.get("with") ?? undefined, known)).toEqual(["d", "b"]);
  expect(parameters.get("cohort")).toBe("official-p1-full");
});

test.each([[], [""], ["nonsense"], ["__proto__"], [",,,"], ["A"]])(
  "garbage asks for nothing: %j",
  (...garbage) => {
    expect(askedBackbones(garbage, known)).toEqual([]);
  },
);

test.each([[["a"]], [["e", "a"]], [["a", "b", "c", "d"]]])(
  "%j survives the way into the address and back",
  (ids) => {
    const parameters = new URL(comparePath(ids, "paper"), "http://site").searchParams;
    expect(askedBackbones(parameters.get("with") ?? undefined, known)).toEqual(ids);
  },
);
