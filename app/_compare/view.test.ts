import { expect, test } from "vitest";
import { askedBackbones, comparable, comparePath, idsOfNames, plainSegment } from "./view.ts";

const known = ["a", "b", "c", "d", "e"];

test("a list and a form's repeated parameter ask for the same, in order", () => {
  expect(askedBackbones(["b,a"], known)).toEqual(["b", "a"]);
  expect(askedBackbones(["b", "a", "", ""], known)).toEqual(["b", "a"]);
});

test("each once, four at most, unknown ones left out", () => {
  expect(askedBackbones(["a,a,z,b"], known)).toEqual(["a", "b"]);
  expect(askedBackbones(["e,d,c,b,a"], known)).toEqual(["e", "d", "c", "b"]);
  expect(askedBackbones([], known)).toEqual([]);
});

test.each([[[]], [[""]], [["nonsense"]], [["__proto__"]], [[",,,"]], [["A"]]])(
  "garbage asks for nothing: %j",
  (garbage) => {
    expect(askedBackbones(garbage, known)).toEqual([]);
  },
);

test.each([[["a"]], [["e", "a"]], [["a", "b", "c", "d"]]])(
  "%j survives the way into the address and back",
  (ids) => {
    const [, first, cohort, segment = ""] = comparePath(ids, "official-p1-full").split("/");
    expect([first, cohort]).toEqual(["compare", "official-p1-full"]);
    expect(askedBackbones([plainSegment(segment) ?? ""], known)).toEqual(ids);
  },
);

test("an escaped comma is one, and what is no text is nothing", () => {
  expect(plainSegment("a%2Cb")).toBe("a,b");
  expect(plainSegment("%E0%A4%A")).toBeNull();
});

test("a name is as good as an id, and what is neither stays for the list to leave out", () => {
  const backbones = [
    { id: "a", label: "DINOv2 (ViT-L), 518" },
    { id: "b", label: "b or not" },
  ];
  expect(idsOfNames([" dinov2 (ViT-L), 518", "b", "none"], backbones)).toEqual(["a", "b", "none"]);
});

test("one alone is compared with the best other, none with nothing: the two best", () => {
  expect(comparable(["c"], ["a", "b"])).toEqual(["c", "a"]);
  expect(comparable(["a"], ["a", "b"])).toEqual(["a", "b"]);
  expect(comparable([], ["a", "b"])).toEqual(["a", "b"]);
  expect(comparable(["c", "d", "e"], ["a", "b"])).toEqual(["c", "d", "e"]);
  expect(comparable(["a"], ["a"])).toEqual(["a"]);
});
