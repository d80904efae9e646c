import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type ProtocolTaskId, protocolTaskIds } from "../contract/index.ts";
import type { ReadoutConfig } from "./config.ts";
import { initialParameters, parameterCounts, parameterFacts } from "./parameters.ts";
import { readoutConfig } from "./variants.ts";

interface PaperBackbone {
  readonly featureDim: number;
  readonly learnableMillions: Partial<Record<ProtocolTaskId, number>>;
}

const paper = JSON.parse(
  readFileSync(new URL("../../../db/paper/paper-results.json", import.meta.url), "utf8"),
) as { readonly backbones: Record<string, PaperBackbone> };

const outputsOf: Record<ProtocolTaskId, readonly number[]> = {
  "instance-discrimination": [32],
  boundaries: [1],
  "object-detection": [1, 2],
  voc2012: [21],
  "coco-stuff": [200],
  "nyuv2-depth": [1],
};

function configs(task: ProtocolTaskId, featureDim: number): ReadoutConfig[] {
  return outputsOf[task].map((outputs) =>
    readoutConfig({
      readout: "base",
      maskForm: "paper",
      featureDim,
      featureGrid: [14, 14],
      queryGrid: [28, 28],
      outputs,
      ...(task === "coco-stuff" ? { cnnChannels: 32 } : {}),
      ...(task === "nyuv2-depth" ? { outputBias: 1 } : {}),
    }),
  );
}

describe("learnable parameters", () => {
  test("all cells printed in Tables 3 and 4 come out", () => {
    const distinct = new Set<string>();
    for (const { featureDim, learnableMillions } of Object.values(paper.backbones)) {
      for (const task of protocolTaskIds) {
        const printed = learnableMillions[task];
        if (printed === undefined) continue;
        const { published } = parameterCounts(configs(task, featureDim));
        expect(Number((published / 1e6).toFixed(3)), `${task} at D' = ${featureDim}`).toBe(printed);
        distinct.add(`${task} ${featureDim}`);
      }
    }
    expect(distinct.size).toBe(30);
  });

  test("the formula of the published convention holds for any width", () => {
    for (const featureDim of [192, 768, 1000]) {
      for (const n of [1, 2, 21, 33]) {
        const [task] = configs("voc2012", featureDim);
        const config = { ...task, outputs: n, cnnChannels: Math.max(4, Math.floor(n / 2)) } as ReadoutConfig;
        const c = Math.max(4, Math.floor(n / 2));
        const gamma = 145 * c + 3 * (4 * c * c + c) + 2 * (9 * c * c + c) + (c + 1) * n + 17 * n;
        expect(parameterCounts([config]).published).toBe(50 * featureDim + 3784 + gamma);
      }
    }
  });
});

describe("initial parameters", () => {
  const [config] = configs("nyuv2-depth", 768);

  test("keep to their bounds and fill them", () => {
    const drawn = initialParameters(config, 1);
    for (const { name, initial } of parameterFacts(config)) {
      const { data } = drawn.get(name)!;
      if (initial.kind === "constant") {
        expect(data.every((value) => value === Math.fround(initial.value))).toBe(true);
        continue;
      }
      if (initial.kind !== "uniform") throw new Error(`${name}: ${initial.kind}, expected uniform`);
      const [low, high] = [Math.min(...data), Math.max(...data)];
      expect(low).toBeGreaterThanOrEqual(initial.centre - initial.bound);
      expect(high).toBeLessThanOrEqual(initial.centre + initial.bound);
      if (data.length > 200) expect(high - low).toBeGreaterThan(1.9 * initial.bound);
    }
  });

  test("start depth near one metre", () => {
    const drawn = initialParameters(config, 1);
    expect(drawn.get("skip.bias")!.data[0]).toBeGreaterThan(0.7);
    expect(drawn.get("up.out.bias")!.data[0]).toBeGreaterThan(0.4);
  });

  test("depend on seed and readout, and on nothing else", () => {
    const first = initialParameters(config, 7).get("key.weight")!.data;
    expect(initialParameters(config, 7).get("key.weight")!.data).toEqual(first);
    expect(initialParameters(config, 8).get("key.weight")!.data).not.toEqual(first);
    expect(initialParameters(config, 7, 1).get("key.weight")!.data).not.toEqual(first);
  });
});
