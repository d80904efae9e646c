import { describe, expect, it } from "vitest";
import { parseBundle } from "./parse-bundle.ts";
import { upgradeBundle } from "./upgrade-bundle.ts";

const first = (readout: string) => ({
  ...{ schemaVersion: 1, seed: 3, dataset: { id: "voc2012" } },
  variant: { readout, maskForm: "paper" },
});

describe("upgradeBundle", () => {
  it("gives a baseline of schema 1 the width it ran at", () => {
    expect(upgradeBundle(first("bicubic"))).toEqual({
      schemaVersion: 2,
      seed: 3,
      dataset: { id: "voc2012", classes: null },
      variant: { readout: "bicubic", maskForm: "paper", baselineDim: 48 },
    });
  });

  it("gives other readouts none", () => {
    expect(upgradeBundle(first("base"))).toMatchObject({ variant: { baselineDim: null } });
  });

  it("leaves everything else to the parser", () => {
    for (const value of [null, "text", [1], { schemaVersion: 3 }, { schemaVersion: 2 }]) {
      expect(upgradeBundle(value)).toBe(value);
    }
    expect(upgradeBundle({ schemaVersion: 1, variant: 7 })).toMatchObject({ schemaVersion: 2, variant: 7 });
    expect(parseBundle({ schemaVersion: 1 }).ok).toBe(false);
  });
});
