import { describe, expect, test } from "vitest";
import { z } from "zod";
import { parseDocument } from "./parse-document.ts";
import { labelProblem, nameProblem, readableLine, textProblem } from "./text.ts";

/** Names as people type them on a leaderboard (public reports), and what becomes of each. */
describe("the rule for names", () => {
  test.each([
    '=HYPERLINK("http://127.0.0.1:9/x","open")',
    " =1+1",
    "\uff1d1+1",
    '<img src=x onerror="document.title=1">',
    "\u05e9\u05dc\u05d5\u05dd",
    "ViT \u{1f680} e\u0301",
    "\u{1f469}\u200d\u{1f52c}",
    "Stra\u00dfe",
    "-",
  ])("takes %j", (name) => {
    expect(nameProblem(name)).toBeNull();
  });

  test.each([
    ["\t=1+1", "has U+0009, a control character or line break, at character 1"],
    ["\n=1+1", "has U+000A, a control character or line break, at character 1"],
    ["a\u0000b", "has U+0000, a control character or line break, at character 2"],
    ["a\u0007b", "has U+0007"],
    ["a\u0085b", "has U+0085"],
    ["a\u2028b", "has U+2028"],
    ["a\ud800b", "has U+D800, half of a surrogate pair, at character 2"],
    ["b\udc00", "has U+DC00, half of a surrogate pair"],
    ["", "is empty"],
    ["   ", 'is blank ("   ")'],
    ["\u00a0\u2003", "is blank"],
    ["\u200b\u200b\u200b", "is blank"],
    ["\u3164", "is blank"],
    ["\u2800", "is blank"],
    ["\ufeff", "is blank"],
  ])("refuses %j", (name, problem) => {
    expect(nameProblem(name)).toContain(problem);
    expect(nameProblem(name)).toMatch(/; expected one line of visible text$/);
  });

  test.each([
    ["CLIP\u202e)B(", "has U+202E, which turns the direction of text, at character 5"],
    ["\u202aCLIP", "has U+202A, which turns"],
    ["CLIP\u2066 B", "has U+2066, which turns"],
    ["CLIP\u2069", "has U+2069, which turns"],
  ])("refuses %j, which reads otherwise than it is written", (name, problem) => {
    expect(nameProblem(name)).toContain(problem);
    expect(textProblem(name)).toContain(problem);
    expect(textProblem(readableLine(name))).toBeNull();
  });

  test.each([
    ["CLIP\u200b", "has U+200B, which nobody sees"],
    ["CL\u200dIP", "has U+200D, which nobody sees"],
    ["\u0428\u200c\u0428", "has U+200C"],
    ["CL\u00adIP", "has U+00AD"],
    ["\ufeffCLIP", "has U+FEFF"],
    ["CLIP\u200f", "has U+200F"],
    ["CLIP\u{e0041}", "has U+E0041"],
    ["CLIP\u2060", "has U+2060"],
    ["C\ufe0fLIP", "has U+FE0F"],
    ["CLIP\u202e", "has U+202E, which turns"],
  ])("takes %j for no label", (label, problem) => {
    expect(labelProblem(label)).toContain(problem);
  });

  test.each([
    "ViT-B/16",
    "\u05e9\u05dc\u05d5\u05dd ViT",
    "\u0645\u06cc\u200c\u0634\u0648\u062f",
    "\u0915\u094d\u200d\u0937",
    "\u{1f469}\u200d\u{1f52c}",
    "\u2764\ufe0f\u200d\u{1f525}",
    "\u6a21\u578b",
  ])("takes %j for a label", (label) => {
    expect(labelProblem(label)).toBeNull();
  });

  test("what a machine reports becomes one readable line", () => {
    const line = readableLine("evaluator run --data a\nb\u0000c\ud800");
    expect(line).toBe("evaluator run --data a\\u000ab\\u0000c\\ud800");
    expect(nameProblem(line)).toBeNull();
  });
});

describe("a document of any schema", () => {
  const schema = z.looseObject({ notes: z.string() });

  test("may have line breaks in a text, but no control characters anywhere, in keys neither", () => {
    expect(parseDocument(schema, { notes: "one\ntwo\tthree" }).ok).toBe(true);
    const value = { notes: "", options: { "a\u0007": [1, "b\ud800"] }, secondary: { x: 1 } };
    expect(parseDocument(schema, value)).toEqual({
      ok: false,
      problems: [
        { path: "options", message: expect.stringMatching(/^key "a\\u0007" has U\+0007/) },
        { path: "options.a\\u0007.1", message: expect.stringContaining("has U+D800") },
      ],
    });
  });

  test("is refused where it is nested so deep that reading it would end in a stack overflow", () => {
    const open = z.record(z.string(), z.unknown());
    const nested = (levels: number) => ({ options: JSON.parse("[".repeat(levels) + "]".repeat(levels)) });
    expect(parseDocument(open, nested(50)).ok).toBe(true);
    expect(parseDocument(open, nested(200_000))).toEqual({
      ok: false,
      problems: [{ path: "options.0.0", message: "is nested deeper than 64 levels; expected fewer" }],
    });
  });
});
