import { expect, test } from "vitest";
import { choose } from "#db/derive/choice/choose.ts";
import type { ChoiceOption } from "#db/derive/choice/option.ts";
import { parseQuestion } from "#db/derive/choice/question.ts";
import { testOption, testTasks } from "#db/test/choice.ts";
import {
  limitWords,
  missedWords,
  newcomerWords,
  reasonsFor,
  roomFor,
  ruledOutWords,
  shareWords,
  summaryWords,
} from "./words.ts";

function asked(options: readonly ChoiceOption[], query: string) {
  const tasks = testTasks(options);
  const inputs = [...new Set(options.map(({ inputSizePixels }) => inputSizePixels))];
  const question = parseQuestion(new URLSearchParams(query), { tasks, inputs, settings: [{ id: "cpu" }] });
  const isLimited = query !== "" && !/^tasks=[^&]*$/.test(query);
  return { question, choice: choose(options, tasks, question), isLimited };
}

function reasons(options: readonly ChoiceOption[], query: string): string[][] {
  const { choice, isLimited } = asked(options, query);
  return choice.picks.map((pick) => reasonsFor(pick, choice, isLimited));
}

const voc = (id: string, value: number, facts: Partial<ChoiceOption> = {}) =>
  testOption(id, { voc2012: value }, facts);

const three = [
  voc("DINOv2 (ViT-L)", 85.3, { gmacs: 100, use: "forbidden", licence: "CC-BY-NC-4.0" }),
  voc("DINOv2", 82.2, { gmacs: 20, inputSizePixels: 518 }),
  voc("MAE", 61.2, { gmacs: 17.58 }),
];

test("a pick's reasons: place among those that fit, distance to the best of all and at which cost", () => {
  expect(reasons(three, "gmacs=20")).toEqual([
    [
      "Best by Pascal VOC 2012 mIoU of the 2 that fit",
      "3.1 points behind DINOv2 (ViT-L), the best of all, at a fifth of its compute",
    ],
    [
      "2nd by Pascal VOC 2012 mIoU of the 2 that fit",
      "21.0 points behind DINOv2, at 88 % of its compute",
      "Nothing that fits takes less compute",
    ],
  ]);
  expect(reasons(three, "gmacs=18")).toEqual([
    ["The only one that fits", "24.1 points behind DINOv2 (ViT-L), the best of all, at 18 % of its compute"],
  ]);
  expect(reasons(three, "")[0]).toEqual(["Best by Pascal VOC 2012 mIoU of 3"]);
});

test("ties are said to be ties", () => {
  const score = (value: number) => ({ value, sharedRank: 1 });
  const two = [
    testOption("A", { voc2012: score(80) }, { gmacs: 100 }),
    testOption("B", { voc2012: score(79) }, { gmacs: 50 }),
  ];
  expect(reasons(two, "")[0]).toEqual([
    "Best by Pascal VOC 2012 mIoU of 2",
    "Not told apart from 1 other that fits",
  ]);
  expect(reasons(two, "")[1]).toEqual([
    "2nd by Pascal VOC 2012 mIoU of 2",
    "Not told apart from A (1.0 point behind), at half of its compute",
    "Nothing that fits takes less compute",
  ]);
});

test("mean ranks over tasks, and what one is best in", () => {
  const two = [
    testOption("A", { voc2012: 80, "nyuv2-depth": 0.4 }, { gmacs: 100 }),
    testOption("B", { voc2012: 70, "nyuv2-depth": 0.5 }),
  ];
  expect(reasons(two, "")).toEqual([
    ["Best by mean rank over 2 tasks of 2", "Best of 2 in Pascal VOC 2012 and NYUv2 depth"],
    [
      "2nd by mean rank over 2 tasks of 2",
      "1.0 mean rank behind A, at a fifth of its compute",
      "Nothing that fits takes less compute",
    ],
  ]);
});

test.each([
  [0.5, "half of its compute"],
  [0.34, "a third of its compute"],
  [0.2, "a fifth of its compute"],
  [0.41, "41 % of its compute"],
  [0.003, "0.3 % of its compute"],
  [1, "the same compute"],
  [1.64, "1.6 times its compute"],
])("a share of %d is %s", (share, words) => expect(shareWords(share, "gmacs")).toBe(words));

test.each([17.58, 99.95, 152.115766272, 0.0289, 1, 20, 360, 1e4])("room for %d lets it in", (value) => {
  expect(roomFor(value)).toBeGreaterThanOrEqual(value);
  expect(roomFor(value)).toBeLessThanOrEqual(value * 1.01);
});

test("limits, what they rule out and who would come in", () => {
  const { question, choice } = asked(three, "gmacs=18&use=commercial&input=224&params=90");
  const said = choice.relaxations.map((one) => [
    limitWords(one.limit, question),
    ruledOutWords(one),
    one.alone,
  ]);
  expect(said).toEqual([
    ["at most 18 GMACs", "2 need more", 0],
    ["at most 90 M parameters", "nothing", 0],
    ["commercial use allowed", "1 forbids it", 0],
    ["input of 224 pixels", "1 takes another", 0],
  ]);
  const alone = asked(three, "gmacs=18").choice;
  const [relaxation] = alone.relaxations;
  if (!relaxation?.least || !relaxation.best) throw new Error("nobody would come in");
  expect(newcomerWords("gmacs", relaxation.least, alone.rule)).toBe(
    "DINOv2 (20 GMACs; 21.0 points better than the best that fits)",
  );
  const use = asked(three, "use=commercial").choice;
  expect(use.relaxations[0]?.best && newcomerWords("use", use.relaxations[0].best, use.rule)).toBe(
    "DINOv2 (ViT-L) (CC-BY-NC-4.0; 3.1 points better than the best that fits)",
  );
});

test("what is not known is said", () => {
  const options = [voc("a", 60, { gmacs: null }), voc("b", 50), voc("c", 55, { use: "not known" })];
  const { choice } = asked(options, "gmacs=30&use=commercial");
  expect(choice.relaxations.map(ruledOutWords)).toEqual(["1 not counted", "1 with terms of their own"]);
});

test("nothing fits: how far the nearest are", () => {
  const missed = (query: string) => {
    const { choice } = asked(three, query);
    return choice.nearest.map(({ option, missed: all }) => all.map((one) => missedWords(one, option)));
  };
  expect(missed("gmacs=10")[0]).toEqual(["17.6 GMACs, 1.8 times what is allowed"]);
  expect(missed("gmacs=19&input=518")[0]).toEqual(["20 GMACs, 1.1 times what is allowed"]);
  expect(missed("ms=1")[0]).toEqual(["100 ms, 100 times what is allowed"]);
  const own = [voc("x", 50, { use: "not known", licence: "LicenseRef-own", gmacs: null })];
  const { choice } = asked(own, "use=commercial&gmacs=1");
  const [near] = choice.nearest;
  expect(near?.missed.map((one) => missedWords(one, near.option))).toEqual([
    "compute not counted",
    "LicenseRef-own has terms of its own",
  ]);
});

test("what was found, in a sentence", () => {
  const said = (options: readonly ChoiceOption[], query: string) => {
    const { choice, isLimited } = asked(options, query);
    return summaryWords(choice, isLimited);
  };
  expect(said(three, "")).toBe(
    "3 trained backbones on this board. Ordered by Pascal VOC 2012 mIoU, higher is better.",
  );
  expect(said(three, "gmacs=20")).toMatch(/^3 trained backbones on this board; 2 fit\. /);
  expect(said(three, "gmacs=1")).toMatch(/; none fits\. /);
  const half = [...three, testOption("half", { "nyuv2-depth": 0.4 })];
  expect(said(half, "tasks=voc2012")).toMatch(
    /^4 trained backbones on this board, 3 of them with every score/,
  );
  expect(said([], "")).toBe("0 trained backbones on this board: nothing to choose from.");
});
