import { expect, test } from "vitest";
import type { BoardRow } from "#db/derive/board/board.ts";
import { speedSettingOf } from "#db/derive/board/speed.ts";
import { testRow } from "#db/test/board.ts";
import { testSpeed } from "#db/test/speed.ts";
import { choiceOptions, isOffered } from "./option.ts";

const cost = {
  ...{ inputSize: 224, macs: 17.5e9, attentionMacs: 1e9 },
  ...{ activations: 30e6, attentionActivations: 10e6 },
};
const known = (inputSize = 224) => new Map([["vit", { cost: { ...cost, inputSize } }]]);

const row = (facts: Partial<BoardRow["backbone"]> = {}): BoardRow => {
  const plain = testRow("vit", { "voc2012/iou": 70, "voc2012/ce": 0.5 });
  return { ...plain, backbone: { ...plain.backbone, parametersMillions: 80, gigaMacs: 17.5, ...facts } };
};

test("counts of the same input: GMACs, and memory of weights and outputs in float32 without attention's", () => {
  const [option] = choiceOptions({ rows: [row()] }, known(), []);
  expect(option).toMatchObject({ gmacs: 17.5, memoryMegabytes: 4 * (80 + 30 - 10), times: {} });
  expect(option?.scores).toEqual({ voc2012: { value: 70, sharedRank: null, interval: null } });
});

test("counts of another input, or none, are not known", () => {
  for (const of of [known(384), new Map()]) {
    const [option] = choiceOptions({ rows: [row({ gigaMacs: null })] }, of, []);
    expect(option).toMatchObject({ gmacs: null, memoryMegabytes: null, parametersMillions: 80 });
  }
});

test("the licence is the row's; without one nothing is known of the use", () => {
  const licenceOf = (licence: string | null) =>
    choiceOptions({ rows: [row({ licence })] }, known(), []).map((option) => [option.licence, option.use]);
  expect(licenceOf("CC-BY-NC-4.0")).toEqual([["CC-BY-NC-4.0", "forbidden"]]);
  expect(licenceOf("MIT")).toEqual([["MIT", "allowed"]]);
  expect(licenceOf(null)).toEqual([[null, "not known"]]);
});

test("times are one image's share of a round, by setting", () => {
  const measurement = testSpeed({ backboneMs: 400, untrained: "a".repeat(64) });
  const settingId = speedSettingOf(measurement).id;
  const speed = { measurementId: "m", settingId, isUntrained: true, backbone: 4, readout: {} };
  const timed = { ...row(), speeds: [speed] };
  const [option] = choiceOptions({ rows: [timed] }, known(), [{ id: "m", measurement }]);
  const { size, batches } = measurement.batch;
  expect(option?.times).toEqual({ [settingId]: { ms: 400 / (size * batches), isUntrained: true } });
});

test("untrained baselines are not offered", () => {
  const [baseline, trained] = choiceOptions(
    { rows: [row({ category: "baseline" }), row({ category: "supervised" })] },
    new Map(),
    [],
  );
  expect([baseline, trained].map((option) => option && isOffered(option))).toEqual([false, true]);
});
