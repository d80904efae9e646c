import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { attestationPayloadType, type ResultBundle, taskIds } from "#contract";
import { testBundle } from "#db/test/bundle.ts";
import { pictureName, testArtefacts, testOutputSizes, testPicture } from "#db/test/documents.ts";
import { testSpeed } from "#db/test/speed.ts";
import type { Dice } from "./dice.ts";

/** Valid uploads of every kind, each another one. */

export const documentKinds = ["results", "speed", "artefacts", "output-sizes", "attestations"] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** What the others are about; sent before anything is changed. */
export const knownBundle: ResultBundle = testBundle({ backboneId: "fuzz-known" });
export const knownPicture = testPicture(16);

const knownPictureFacts = { file: pictureName(knownPicture), width: 16, height: 16 };

/** As `evaluator speed` wrote them. */
const realSpeeds = (() => {
  const folder = join(process.cwd(), "db/own-speeds");
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return names.map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as object);
})();

const envelope = (dice: Dice) => ({
  payloadType: attestationPayloadType,
  payload: Buffer.from(JSON.stringify({ seed: dice.below(1e9) })).toString("base64"),
  signatures: [{ keyid: "a".repeat(64), sig: Buffer.alloc(64, dice.below(256)).toString("base64") }],
});

const makers: Readonly<Record<DocumentKind, (dice: Dice) => unknown>> = {
  results: (dice) =>
    testBundle({ backboneId: `fuzz-${dice.below(8)}`, task: dice.of(taskIds), seed: dice.below(1e9) }),
  speed: (dice) =>
    dice.chance(1 / 4)
      ? {
          ...dice.of(realSpeeds),
          measuredAt: `2026-11-2${dice.below(5)}T0${dice.below(10)}:00:00.${dice.below(1000)}Z`,
        }
      : testSpeed({ backboneId: `fuzz-${dice.below(8)}`, backboneMs: 1 + dice.below(1e6) }),
  artefacts: (dice) => testArtefacts(knownBundle, knownPictureFacts, { sigmas: [[dice.below(1e6) / 1e6]] }),
  "output-sizes": (dice) => {
    const measuredAt = new Date(Date.UTC(2026, 10, 1) + dice.below(1e9)).toISOString();
    return { ...testOutputSizes(knownBundle), measuredAt };
  },
  attestations: envelope,
};

export const validDocument = (kind: DocumentKind, dice: Dice) => makers[kind](dice);
