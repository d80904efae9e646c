import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { RunLengths } from "./rle.ts";
import {
  maskFromRuns,
  runsArea,
  runsBox,
  runsFromCounts,
  runsFromMask,
  runsFromPolygon,
  runsFromString,
  runsToString,
  uniteRuns,
} from "./rle.ts";

interface MaskCase {
  readonly name: string;
  readonly input: { kind: string; height: number; width: number; segmentation: unknown };
  readonly expected: {
    mask: { shape: number[]; b64: string };
    area: number;
    bbox: number[];
    counts: number[];
    compressed: string;
  };
}

const cases: MaskCase[] = JSON.parse(
  readFileSync(new URL("../../golden/metrics/coco_masks.json", import.meta.url), "utf8"),
);

function bits({ shape, b64 }: { shape: number[]; b64: string }): number[] {
  const bytes = Buffer.from(b64, "base64");
  return Array.from({ length: shape[0] * shape[1] }, (_, i) => (bytes[i >> 3] >> (i & 7)) & 1);
}

function runsOf({ kind, height, width, segmentation }: MaskCase["input"]): RunLengths {
  if (kind === "polygons") {
    return uniteRuns((segmentation as number[][]).map((part) => runsFromPolygon(part, height, width)));
  }
  if (kind === "counts") return runsFromCounts(segmentation as number[], height, width);
  if (kind === "compressed") return runsFromString(segmentation as string, height, width);
  throw new Error(`unknown kind ${kind}`);
}

describe("masks agree with pycocotools", () => {
  test.each(cases)("$name", ({ input, expected }) => {
    const runs = runsOf(input);
    expect([...maskFromRuns(runs)]).toEqual(bits(expected.mask));
    expect(runsArea(runs)).toBe(expected.area);
    expect(runsBox(runs)).toEqual(expected.bbox);
    expect([...runs.counts]).toEqual(expected.counts);
    expect(runsToString(runs)).toBe(expected.compressed);
    expect(runsFromMask(maskFromRuns(runs), input.height, input.width)).toEqual(runs);
    expect(runsFromString(expected.compressed, input.height, input.width)).toEqual(runs);
  });
});

describe("wrong runs are refused", () => {
  test("counts that don't fill the mask", () => {
    expect(() => runsFromCounts([3, 4], 2, 4)).toThrow("runs sum to 7, expected 2 x 4 = 8");
  });
  test("a string cut in the middle of a run", () => {
    expect(() => runsFromString("S", 5, 5)).toThrow("cut short");
  });
});
