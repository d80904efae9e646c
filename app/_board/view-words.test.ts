import { expect, test } from "vitest";
import { speedSettingOf } from "#db/derive/board/speed.ts";
import { boardHead } from "#db/derive/board-view/board-head.ts";
import { parseView } from "#db/derive/board-view/view.ts";
import { testBoard, testRow } from "#db/test/board.ts";
import { testSpeed } from "#db/test/speed.ts";
import { countWords } from "./view-words.ts";

const board = testBoard(testRow("a", { "voc2012/iou": 80 }), testRow("b", { "voc2012/iou": 60 }));
const head = boardHead({ ...board, speedSettings: [speedSettingOf(testSpeed())] });

const words = (query: string, shown: Parameters<typeof countWords>[0]) =>
  countWords(shown, parseView(new URLSearchParams(query), head), head);

test("the count says what a bound of time leaves out unmeasured", () => {
  const filtered = "of 2 backbones: at most 1.5 × the time of ViT-B/16 at 224.";
  expect(words("time=1.5", { passing: 2, pinned: 0, pinnedBesides: 0, untimed: 0 })).toBe(`2 ${filtered}`);
  expect(words("time=1.5", { passing: 1, pinned: 0, pinnedBesides: 0, untimed: 1 })).toMatch(
    /^1 of 2 .*\. One is left out because nobody has timed it on test processor, .*\.$/,
  );
  expect(words("time=1.5&pin=a", { passing: 0, pinned: 1, pinnedBesides: 1, untimed: 2 })).toMatch(
    /\. 2 are left out because nobody has timed them on .*\. 1 pinned on top, 1 of them outside/,
  );
  expect(words("", { passing: 2, pinned: 0, pinnedBesides: 0, untimed: 0 })).toBe("2 backbones.");
});
