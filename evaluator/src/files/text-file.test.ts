import { describe, expect, test } from "vitest";
import { decodeText } from "./text-file.ts";

const text = "s0\r\nStra\u00dfe\r\n";

describe("text of a file", () => {
  test("is UTF-8, with a mark or without, or marked UTF-16 of either order", () => {
    const little = Buffer.from(`\ufeff${text}`, "utf16le");
    const big = Buffer.from(little).swap16();
    for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`), little, big]) {
      expect(decodeText(bytes, "a.txt")).toBe(text);
    }
    expect(() => decodeText(little.subarray(0, -1), "a.txt")).toThrow(
      "a.txt: is not whole UTF-16LE text; expected UTF-8",
    );
  });

  test("of another encoding is refused with its first foreign byte", () => {
    const latin1 = Buffer.from(`${"\u00e4".repeat(3)}`, "utf8");
    const wrong = Buffer.concat([latin1, Buffer.from("Stra\u00dfe", "latin1")]);
    expect(() => decodeText(wrong, "val.txt")).toThrow(
      "val.txt: byte 11 (0xdf) is not UTF-8; expected UTF-8 text, or UTF-16 with a byte order mark",
    );
    expect(() => decodeText(Buffer.from([0xc3]), "val.txt")).toThrow("byte 1 (0xc3)");
  });
});
