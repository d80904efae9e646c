import { expect, test } from "vitest";
import { speedSettingOf } from "#db/derive/board/speed.ts";
import { boardHead } from "#db/derive/board-view/board-head.ts";
import { parseView } from "#db/derive/board-view/view.ts";
import { testBoard, testRow } from "#db/test/board.ts";
import { testSpeed } from "#db/test/speed.ts";
import { countWords } from "./view-words.ts";

const board = testBoard(testRow("a", { "voc2012/iou": 80 }), testRow("b", { "voc2012/iou": 60 }));
const head = { ...boardHead({ ...board, speedSettings: [speedSettingOf(testSpeed())] }), countedCount: 1 };

const all = { passing: 0, pinned: 0, pinnedBesides: 0, uncounted: 0, untimed: 0 };
const words = (query: string, shown: Parameters<typeof countWords>[0]) =>
  countWords(shown, parseView(new URLSearchParams(query), head), head);

test("the count says what a bound of time leaves out unmeasured", () => {
  const filtered = "of 2 backbones: at most 1.5 × the time of ViT-B/16 at 224.";
  expect(words("time=1.5", { ...all, passing: 2 })).toBe(`2 ${filtered}`);
  expect(words("time=1.5", { ...all, passing: 1, untimed: 1 })).toMatch(
    /^1 of 2 .*\. One is left out: time on test processor, .* not known\.$/,
  );
  expect(words("time=1.5&pin=a", { ...all, pinned: 1, pinnedBesides: 1, untimed: 2 })).toMatch(
    /\. 2 are left out: time on .* not known\. 1 pinned on top, 1 of them outside/,
  );
  expect(words("", { ...all, passing: 2 })).toBe("2 backbones.");
});

test("the count says what a bound of GMACs leaves out uncounted", () => {
  expect(words("gmacs=17.5", { ...all, passing: 1, uncounted: 1 })).toBe(
    "1 of 2 backbones: at most 17.5 GMACs. One is left out: GMACs not known.",
  );
});
