import { expect, test } from "vitest";
import { metricIds } from "#contract";
import { boardHead } from "#db/derive/board-view/board-head.ts";
import { testBoard, testRow } from "#db/test/board.ts";
import { costs, isTime } from "./costs.ts";
import { type ParetoView, parseParetoView, serialiseParetoView } from "./view.ts";

const untimed = { ...boardHead(testBoard(testRow("dino", { "voc2012/iou": 80 }))), metrics: metricIds };
const setting = (device: string) => ({
  ...{ id: device, label: device, device, precision: "float32", threads: 2, protocolVersion: "1" },
  batch: { size: 8, batches: 10, warmUps: 3, rounds: 5 },
});
const parse = (query: string) => parseParetoView(new URLSearchParams(query), untimed);
const standard = parse("");

test("the default is arithmetic where it is known of all, then time, then a size, and a link says which", () => {
  expect(serialiseParetoView(standard, untimed).toString()).toBe("cost=parameters");
  const counted = { ...untimed, countedCount: untimed.rowCount };
  expect(parseParetoView(new URLSearchParams(), counted).cost).toBe("macs");
  const timed = { ...untimed, speedSettings: [setting("cpu")], timedCount: untimed.rowCount };
  expect(parseParetoView(new URLSearchParams(), timed).cost).toBe("time");
  expect(parseParetoView(new URLSearchParams(), { ...timed, timedCount: 0 }).cost).toBe("parameters");
});

const changes: readonly (readonly [parameter: string, change: Partial<ParetoView>])[] = [
  ...metricIds.filter((id) => id !== standard.metric).map((id) => ["score", { metric: id }] as const),
  ...costs
    .filter(({ id }) => id !== standard.cost && !isTime(id))
    .map(({ id }) => ["cost", { cost: id }] as const),
  ["scale", { scale: "linear" }],
  ["bars", { bars: "shares" }],
  ["training", { trainings: ["vision-language", "baseline"] }],
];

test.each(changes)("%s: %j survives the way into the URL and back", (parameter, change) => {
  const view = { ...standard, ...change };
  const query = serialiseParetoView(view, untimed);
  expect([...query.keys()].filter((key) => key !== "cost" || parameter === "cost")).toEqual([parameter]);
  expect(parse(query.toString())).toEqual(view);
});

test.each(["score", "cost", "scale", "training", "bars"])(
  "%s falls back to the default where it is garbage",
  (name) => {
    for (const garbage of ["", "nonsense", "-1", "a,b", "__proto__"]) {
      expect(parse(`${name}=${garbage}`)).toEqual(standard);
    }
  },
);

test("cost and device survive where times were measured on two devices", () => {
  const timed = { ...untimed, speedSettings: [setting("cpu"), setting("gpu")] };
  const read = (query: URLSearchParams) => parseParetoView(query, timed);
  for (const { id } of costs) {
    const view = { ...read(new URLSearchParams()), cost: id };
    expect(read(serialiseParetoView(view, timed))).toEqual(view);
  }
  const other = { ...read(new URLSearchParams()), cost: "time" as const, settingId: "gpu" };
  expect(read(serialiseParetoView(other, timed))).toEqual(other);
  expect(read(new URLSearchParams("cost=time&device=nonsense")).settingId).toBe("cpu");
});
