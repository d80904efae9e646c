import { expect, test } from "vitest";
import { testOption, testTasks } from "#db/test/choice.ts";
import { choose } from "./choose.ts";
import type { ChoiceOption } from "./option.ts";
import type { ChoiceQuestion } from "./question.ts";

const nothing: ChoiceQuestion = {
  ...{ tasks: [], settingId: "cpu", use: "any", inputs: [] },
  most: { gmacs: null, ms: null, parameters: null, memory: null },
};
const most = (bounds: Partial<ChoiceQuestion["most"]>) => ({ ...nothing.most, ...bounds });

const voc = (id: string, value: number, facts: Partial<ChoiceOption> = {}) =>
  testOption(id, { voc2012: value }, facts);
const ask = (options: readonly ChoiceOption[], question: Partial<ChoiceQuestion> = {}) =>
  choose(options, testTasks(options), { ...nothing, ...question });
const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);
const picked = (options: readonly ChoiceOption[], question: Partial<ChoiceQuestion> = {}) =>
  ids(ask(options, question).picks.map(({ option }) => option));

const ladder = [
  voc("huge", 85, { gmacs: 400, parametersMillions: 300 }),
  voc("large", 80, { gmacs: 100, use: "forbidden", licence: "CC-BY-NC-4.0" }),
  voc("middle", 75, { gmacs: 50, inputSizePixels: 384 }),
  voc("wasteful", 74, { gmacs: 200 }),
  voc("small", 60, { gmacs: 18 }),
];

test("without a limit: the frontier of score and cost, best first, and who is behind it", () => {
  const found = ask(ladder);
  expect(ids(found.picks.map(({ option }) => option))).toEqual(["huge", "large", "middle", "small"]);
  expect(ids(found.dominated)).toEqual(["wasteful"]);
  expect(found).toMatchObject({ cost: "gmacs", offered: 5, complete: 5, fitting: 5, relaxations: [] });
  expect(found.nearest).toEqual([]);
});

test("a percent of cost keeps nothing on the list", () => {
  const options = [voc("better", 68, { gmacs: 17.56 }), voc("as large", 67, { gmacs: 17.46 })];
  expect(picked(options)).toEqual(["better"]);
  // Against what is on the list, so that small steps do not add up unseen.
  const smaller = voc("smaller", 66, { gmacs: 16.6 });
  expect(picked([...options, smaller])).toEqual(["better", "smaller"]);
  expect(ids(ask([...options, smaller]).dominated)).toEqual(["as large"]);
});

test("of those that are level the cheapest is on the list", () => {
  const options = [voc("dear", 70, { gmacs: 40 }), voc("cheap", 70, { gmacs: 20 }), voc("twin", 70)];
  expect(picked(options)).toEqual(["cheap"]);
});

test("a limit of compute: what fits, how far below the best of all, and at which share of its cost", () => {
  const [first, second, ...rest] = ask(ladder, { most: most({ gmacs: 60 }) }).picks;
  expect(first).toMatchObject({ placeOfFitting: 1, isCheapest: false, cost: 50 });
  expect(first?.against).toEqual({ id: "huge", label: "huge", lead: 10, isTied: false, costShare: 50 / 400 });
  expect(second).toMatchObject({ placeOfFitting: 2, isCheapest: true });
  expect(second?.against).toMatchObject({ id: "middle", lead: 15, costShare: 18 / 50 });
  expect(rest).toEqual([]);
});

test("what each limit rules out, what it alone keeps out, and what would come in", () => {
  const { relaxations, fitting } = ask(ladder, { most: most({ gmacs: 60 }), use: "commercial" });
  expect(fitting).toBe(2);
  expect(relaxations).toMatchObject([
    { limit: "gmacs", beyond: 3, unknown: 0, alone: 2 },
    // The one that may not be used is too large as well.
    { limit: "use", beyond: 1, unknown: 0, alone: 0, least: null, best: null },
  ]);
  expect(relaxations[0]?.least).toMatchObject({ id: "wasteful", needs: 200, gain: -1 });
  expect(relaxations[0]?.best).toMatchObject({ id: "huge", needs: 400, gain: 10 });
});

test("a limit that is no number names the best that it alone keeps out", () => {
  const [use] = ask(ladder.slice(1), { use: "commercial" }).relaxations;
  expect(use).toMatchObject({ limit: "use", alone: 1, least: null });
  expect(use?.best).toMatchObject({ id: "large", needs: null, gain: 5, licence: "CC-BY-NC-4.0" });
  const [inputs] = ask(ladder, { inputs: [384] }).relaxations;
  expect(inputs).toMatchObject({ limit: "inputs", beyond: 4, alone: 4 });
  expect(inputs?.best).toMatchObject({ id: "huge", gain: 10, inputSizePixels: 224 });
});

test("every kind of limit keeps out what exceeds it, and only that", () => {
  const options = [
    voc("fits", 50),
    voc("gmacs", 51, { gmacs: 21 }),
    voc("ms", 52, { times: { cpu: { ms: 101, isUntrained: true } } }),
    voc("parameters", 53, { parametersMillions: 87 }),
    voc("memory", 54, { memoryMegabytes: 501 }),
    voc("use", 55, { use: "forbidden" }),
    voc("inputs", 56, { inputSizePixels: 336 }),
  ];
  const question = {
    most: { gmacs: 20, ms: 100, parameters: 86, memory: 500 },
    use: "commercial",
    inputs: [224],
  } as const;
  const { relaxations, picks, cost } = ask(options, question);
  expect(ids(picks.map(({ option }) => option))).toEqual(["fits"]);
  expect(relaxations.map(({ limit, beyond, alone, best }) => [limit, beyond, alone, best?.id])).toEqual(
    ["gmacs", "ms", "parameters", "memory", "use", "inputs"].map((limit) => [limit, 1, 1, limit]),
  );
  expect(cost).toBe("ms");
});

test("a cost that nobody knows is no fit, is counted apart, and never beats or is beaten by one that is known", () => {
  const options = [
    voc("known", 70),
    voc("uncounted", 90, { gmacs: null }),
    voc("foreign", 60, { use: "not known", licence: "LicenseRef-own" }),
  ];
  const { relaxations, fitting } = ask(options, { most: most({ gmacs: 20 }), use: "commercial" });
  expect(fitting).toBe(1);
  expect(relaxations).toMatchObject([
    { limit: "gmacs", beyond: 0, unknown: 1, alone: 1, least: null, best: { id: "uncounted", needs: null } },
    { limit: "use", beyond: 0, unknown: 1, alone: 1, best: { id: "foreign" } },
  ]);
  const unlimited = ask(options);
  expect(ids(unlimited.picks.map(({ option }) => option))).toEqual(["uncounted", "known"]);
  expect(unlimited.picks[0]).toMatchObject({ cost: null, isCheapest: false });
  expect(unlimited.picks[1]?.against).toMatchObject({ costShare: null });
});

test("times of another device say nothing", () => {
  const timed = (settingId: string) =>
    voc(settingId, 50, { times: { [settingId]: { ms: 5, isUntrained: false } } });
  const options = [timed("cpu"), timed("gpu")];
  const { picks, relaxations } = ask(options, { most: most({ ms: 10 }), settingId: "gpu" });
  expect(ids(picks.map(({ option }) => option))).toEqual(["gpu"]);
  expect(relaxations).toMatchObject([{ beyond: 0, unknown: 1 }]);
});

test("one that lacks a score asked for is not ranked, and named where it keeps the limits", () => {
  const options = [
    testOption("whole", { voc2012: 60, "nyuv2-depth": 0.5 }),
    testOption("half", { voc2012: 90 }),
    testOption("large half", { voc2012: 95 }, { gmacs: 100 }),
  ];
  const both = ask(options, { most: most({ gmacs: 20 }) });
  expect(both).toMatchObject({ offered: 3, complete: 1, fitting: 1 });
  expect(both.incomplete).toEqual([{ id: "half", label: "half", missing: ["nyuv2-depth"] }]);
  const one = ask(options, { most: most({ gmacs: 20 }), tasks: ["voc2012"] });
  expect(one).toMatchObject({ complete: 3, fitting: 2, incomplete: [] });
  expect(one.picks[0]?.option.id).toBe("half");
});

test("lower is better where the task says so, alone and in a mean rank", () => {
  const options = [
    testOption("deep", { voc2012: 60, "nyuv2-depth": 0.4 }),
    testOption("broad", { voc2012: 80, "nyuv2-depth": 0.5 }, { gmacs: 10 }),
    testOption("weak", { voc2012: 50, "nyuv2-depth": 0.6 }, { gmacs: 5 }),
  ];
  expect(picked(options, { tasks: ["nyuv2-depth"] })).toEqual(["deep", "broad", "weak"]);
  const { picks, rule } = ask(options);
  expect(rule).toMatchObject({ metric: null, better: "lower", isWholeBoard: true });
  // Level in mean rank, so the cheaper one is on the frontier alone.
  expect(picks.map(({ option }) => [option.id, option.figure])).toEqual([
    ["broad", 1.5],
    ["weak", 3],
  ]);
  expect(picks[0]?.bestIn).toEqual(["voc2012"]);
  expect(picks[1]?.against).toMatchObject({ id: "broad", lead: 1.5 });
});

test("mean ranks and places are the board's own: untrained baselines count in them, and are not offered", () => {
  const options = [
    voc("random", 65, { training: "baseline", gmacs: 1 }),
    voc("best", 70),
    voc("worst", 60, { gmacs: 10 }),
  ];
  const { picks, offered } = ask(options);
  expect(picks.map(({ option }) => [option.id, option.place])).toEqual([
    ["best", 1],
    ["worst", 3],
  ]);
  expect(offered).toBe(2);
});

const ranked = (id: string, value: number, sharedRank: number | null, facts: Partial<ChoiceOption> = {}) =>
  testOption(id, { voc2012: { value, sharedRank } }, facts);

test("those that share a rank are said to be ties, also of what the limits leave out", () => {
  const options = [
    ranked("first", 80, 1, { gmacs: 100 }),
    ranked("second", 79, 1, { gmacs: 50 }),
    ranked("third", 70, 3, { gmacs: 10 }),
  ];
  const [first, second, third] = ask(options).picks;
  // The second is held against the first, and tied with nothing else.
  expect([first, second, third].map((pick) => pick?.tiedWith)).toEqual([1, 0, 0]);
  expect([first, second, third].map((pick) => pick?.isBest)).toEqual([true, true, false]);
  expect(second?.against).toMatchObject({ id: "first", isTied: true });
  expect(third?.against).toMatchObject({ id: "first", isTied: false });
  const [bounded] = ask(options, { most: most({ gmacs: 60 }) }).picks;
  expect(bounded?.against).toMatchObject({ id: "first", isTied: true, lead: 1 });
});

test.each([
  ["overlap", [78, 82], [76, 79], true],
  ["touch", [78, 82], [76, 78], true],
  ["lie apart", [79, 82], [76, 78], false],
  ["are known of one alone", [78, 82], null, false],
] as const)("where ranks are not known, intervals that %s", (_, a, b, isTied) => {
  const options = [
    testOption("a", { voc2012: { value: 80, interval: a } }),
    testOption("b", { voc2012: { value: 77, interval: b } }, { gmacs: 10 }),
  ];
  expect(ask(options).picks[1]?.against?.isTied).toBe(isTied);
});

test("over several tasks a tie is one in each of them, or in the rank over the whole board", () => {
  const two = (id: string, stuffRank: number, overallRank: number | null, gmacs: number) => {
    const stuff = { value: 50 - stuffRank, sharedRank: stuffRank };
    const scores = { voc2012: { value: 80 - gmacs / 100, sharedRank: 1 }, "coco-stuff": stuff };
    return testOption(id, scores, { overallRank, gmacs: 100 - gmacs });
  };
  const isTied = (...options: ChoiceOption[]) => ask(options).picks[1]?.against?.isTied;
  expect(isTied(two("a", 1, null, 0), two("b", 1, null, 10))).toBe(true);
  expect(isTied(two("a", 1, null, 0), two("b", 2, null, 10))).toBe(false);
  expect(isTied(two("a", 1, 1, 0), two("b", 2, 1, 10))).toBe(true);
  expect(isTied(two("a", 1, 1, 0), two("b", 1, 2, 10))).toBe(false);
});

test("nothing fits: the nearest, by how many limits they miss and then by how much; the unknown last", () => {
  const options = [
    voc("double", 80, { gmacs: 40 }),
    voc("bit more", 70, { gmacs: 22, use: "forbidden" }),
    voc("unknown", 90, { gmacs: null }),
    voc("ten times", 60, { gmacs: 200 }),
    voc("also double", 75, { gmacs: 40 }),
  ];
  const found = ask(options, { most: most({ gmacs: 20 }), use: "commercial" });
  expect(found).toMatchObject({ fitting: 0, picks: [], dominated: [] });
  expect(ids(found.nearest.map(({ option }) => option))).toEqual(["double", "also double", "ten times"]);
  expect(found.nearest[0]?.missed).toEqual([{ limit: "gmacs", verdict: "beyond", cost: 40, excess: 2 }]);
  expect(found.relaxations[0]).toMatchObject({ alone: 4, least: { id: "double", gain: null, needs: 40 } });
  const unknown = ask(options.slice(2, 3), { most: most({ gmacs: 20 }) });
  expect(unknown.nearest[0]?.missed).toEqual([
    { limit: "gmacs", verdict: "not known", cost: null, excess: null },
  ]);
});

test("five at most, the best of the frontier; who else is on it is named", () => {
  const options = Array.from({ length: 8 }, (_, index) =>
    voc(`s${index}`, 90 - index, { gmacs: 80 - 8 * index }),
  );
  const { picks, further } = ask(options);
  expect(ids(picks.map(({ option }) => option))).toEqual(["s0", "s1", "s2", "s3", "s4"]);
  expect(ids(further)).toEqual(["s5", "s6", "s7"]);
  expect(picks.map(({ isCheapest }) => isCheapest)).toEqual([false, false, false, false, false]);
});

test("a board without a result offers nothing and does not fail", () => {
  expect(choose([], [], nothing)).toMatchObject({ offered: 0, fitting: 0, picks: [], nearest: [] });
  expect(ask([testOption("bare", {})])).toMatchObject({ offered: 1, complete: 0, picks: [] });
});
