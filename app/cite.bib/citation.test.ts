import { expect, test } from "vitest";
import { citation } from "./citation.ts";

test("cites the paper and the state that was read, by an address that stays", () => {
  const text = citation({
    origin: "https://board.test",
    snapshot: { id: "0123456789abcdef", takenAt: "2026-11-21T10:00:00.000Z" },
  });
  expect(text).toContain("@article{dense-attentive-probing,");
  expect(text).toContain("@misc{dense-probing-leaderboard-0123456789abcdef,");
  expect(text).toContain("  year = {2026},");
  expect(text).toContain("\\url{https://board.test/s/0123456789abcdef}");
});

test("before the first snapshot cites the front page; braces balance", () => {
  const text = citation({ origin: "https://board.test", snapshot: null });
  expect(text).toContain("\\url{https://board.test/}");
  expect(text.split("{").length).toBe(text.split("}").length);
});
