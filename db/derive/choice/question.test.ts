import { expect, test } from "vitest";
import { type ChoiceOffer, type ChoiceQuestion, parseQuestion, serialiseQuestion } from "./question.ts";

const offer: ChoiceOffer = {
  tasks: ["voc2012", "coco-stuff", "nyuv2-depth"],
  settings: [{ id: "cpu" }, { id: "gpu" }],
  inputs: [224, 518],
};
const parse = (query: string, of = offer) => parseQuestion(new URLSearchParams(query), of);
const standard = parse("");

test("no question needs no parameter", () => {
  expect(serialiseQuestion(standard, offer).toString()).toBe("");
  expect(standard).toMatchObject({ tasks: [], settingId: "cpu", use: "any", inputs: [] });
});

const most = (bounds: Partial<ChoiceQuestion["most"]>) => ({ most: { ...standard.most, ...bounds } });

test.each<[readonly string[], Partial<ChoiceQuestion>]>([
  [["tasks"], { tasks: ["voc2012", "nyuv2-depth"] }],
  [["gmacs"], most({ gmacs: 17.6 })],
  [["ms", "device"], most({ ms: 40 })],
  [["params"], most({ parameters: 90 })],
  [["memory"], most({ memory: 800 })],
  [["device"], { settingId: "gpu" }],
  [["use"], { use: "commercial" }],
  [["input"], { inputs: [518] }],
])("%j survive the way into the URL and back", (names, change) => {
  const question = { ...standard, ...change };
  const query = serialiseQuestion(question, offer);
  expect([...query.keys()]).toEqual(names);
  expect(parse(query.toString())).toEqual(question);
});

test("what a form sends is read alike: a value at a time, empty fields, all tasks", () => {
  expect(parse("tasks=nyuv2-depth&tasks=voc2012&gmacs=&input=224&input=518&use=any")).toEqual({
    ...standard,
    tasks: ["voc2012", "nyuv2-depth"],
    inputs: [224, 518],
  });
  expect(parse("tasks=voc2012&tasks=coco-stuff&tasks=nyuv2-depth").tasks).toEqual([]);
});

test.each(["tasks", "gmacs", "ms", "params", "memory", "device", "use", "input"])(
  "%s asks nothing where it is garbage",
  (name) => {
    for (const garbage of ["", "nonsense", "-1", "0", "a,b", "__proto__", "Infinity", "1e999"]) {
      expect(parse(`${name}=${garbage}`)).toEqual(standard);
    }
  },
);

test("a bound of time is no question where nobody has measured any", () => {
  expect(parse("ms=10&device=cpu", { ...offer, settings: [] })).toMatchObject({
    ...{ settingId: null, most: { ms: null } },
  });
});
