import { expect, test } from "vitest";
import { testManifest } from "../../test/bundle.ts";
import { checkedFacts, type StoredFacts } from "./checked-facts.ts";
import type { KnownId, KnownImages } from "./door-facts.ts";

const weights = {
  format: "safetensors",
  url: "https://example.org/a.safetensors",
  file: "a.safetensors",
  ...{ sha256: null, bytes: null },
} as const;
const manifest = testManifest({ weights });
const stored: StoredFacts = {
  source: "measured",
  distribution: "official",
  fingerprint: "a".repeat(64),
  weightsSha256: "b".repeat(64),
};
const id: KnownId = {
  repository: manifest,
  lockedWeights: "b".repeat(64),
  reservedFor: null,
  accepted: [],
};
const reference: KnownImages["reference"] = { fingerprint: "a".repeat(64), from: "maintainer" };

test("what was compared says with what", () => {
  const { checked, declared } = checkedFacts({ ...stored, source: "verified" }, { manifest, id, reference });
  expect(Object.fromEntries(checked.map(({ fact, against }) => [fact, against]))).toMatchObject({
    "the network": "the repository’s manifest",
    "the weights": "the repository’s lock file",
    "the images’ fingerprint": "that of a maintainer’s result",
    "the scores": "a maintainer’s signature",
  });
  expect(declared).toEqual(["device, command and times"]);
});

test("what nobody here can check is as the uploader declares", () => {
  const unknown: KnownId = { ...id, repository: null, lockedWeights: null };
  expect(checkedFacts(stored, { manifest, id: unknown, reference: null }).declared).toEqual([
    "the network",
    "the weights",
    "the images’ fingerprint",
    "the scores",
    "device, command and times",
  ]);
  const scenes = checkedFacts({ ...stored, distribution: "scenes" }, { manifest, id, reference: null });
  expect(scenes.declared).toContain("the images");
});

test("an older result that differs from what is known now is not called checked", () => {
  const other = testManifest({ weights, featureDim: 7 });
  const { declared } = checkedFacts(
    { ...stored, weightsSha256: "c".repeat(64), fingerprint: "d".repeat(64) },
    { manifest: other, id, reference },
  );
  expect(declared).toEqual(expect.arrayContaining(["the network", "the weights", "the images’ fingerprint"]));
});

test("where there are no weights, none are spoken of", () => {
  const without = testManifest();
  const { checked, declared } = checkedFacts(stored, { manifest: without, id, reference });
  expect([...checked.map(({ fact }) => fact), ...declared]).not.toContain("the weights");
});
