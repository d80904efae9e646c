import { describe, expect, test } from "vitest";
import { drawToken, formatToken, hashSecret, parseToken, secretMatches } from "./upload-token.ts";

describe("upload token", () => {
  test("is written and read back", () => {
    const token = drawToken();
    expect(parseToken(formatToken(token))).toEqual(token);
  });

  test("any single mistyped character is noticed", () => {
    const text = formatToken({ id: "abcde01234", secret: "S".repeat(40) });
    for (let place = 4; place < text.length; place++) {
      if (text[place] === "_") continue;
      const typo = `${text.slice(0, place)}${text[place] === "a" ? "b" : "a"}${text.slice(place + 1)}`;
      expect(parseToken(typo)).toBeNull();
    }
  });

  test("only the same secret matches the stored hash", () => {
    const stored = hashSecret("right");
    expect(secretMatches("right", stored)).toBe(true);
    expect(secretMatches("wrong", stored)).toBe(false);
  });
});
