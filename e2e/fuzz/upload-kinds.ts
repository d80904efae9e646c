import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { attestationPayloadType, type ResultBundle, taskIds } from "#contract";
import { testBundle } from "#db/test/bundle.ts";
import { pictureName, testArtefacts, testOutputSizes, testPicture } from "#db/test/documents.ts";
import { testSpeed } from "#db/test/speed.ts";
import type { Draw } from "./draw.ts";

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

const envelope = (draw: Draw) => ({
  payloadType: attestationPayloadType,
  payload: Buffer.from(JSON.stringify({ seed: draw.below(1e9) })).toString("base64"),
  signatures: [{ keyid: "a".repeat(64), sig: Buffer.alloc(64, draw.below(256)).toString("base64") }],
});

const makers: Readonly<Record<DocumentKind, (draw: Draw) => unknown>> = {
  results: (draw) =>
    testBundle({ backboneId: `fuzz-${draw.below(8)}`, task: draw.of(taskIds), seed: draw.below(1e9) }),
  speed: (draw) =>
    draw.onceIn(4)
      ? {
          ...draw.of(realSpeeds),
          measuredAt: `2026-11-2${draw.below(5)}T0${draw.below(10)}:00:00.${draw.below(1000)}Z`,
        }
      : testSpeed({ backboneId: `fuzz-${draw.below(8)}`, backboneMs: 1 + draw.below(1e6) }),
  artefacts: (draw) => testArtefacts(knownBundle, knownPictureFacts, { sigmas: [[draw.below(1e6) / 1e6]] }),
  "output-sizes": (draw) => {
    const measuredAt = new Date(Date.UTC(2026, 10, 1) + draw.below(1e9)).toISOString();
    return { ...testOutputSizes(knownBundle), measuredAt };
  },
  attestations: envelope,
};

export const validDocument = (kind: DocumentKind, draw: Draw) => makers[kind](draw);
