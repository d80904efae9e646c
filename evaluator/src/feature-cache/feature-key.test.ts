import { expect, test } from "vitest";
import { featureKey } from "./feature-key.ts";

test("a key changes with each part of the identity, and with what engine sums in which order", () => {
  const engine = { name: "onnxruntime-node", version: "1.30.0", backend: "cpu", precision: "float32" };
  const identity = {
    ...{ weightsSha256: null, graphSha256: "g", preprocessingSha256: "p", imageSha256: "i" },
    ...{ engine, batchSize: 1 },
  };
  const keys = [
    identity,
    { ...identity, weightsSha256: "w" },
    { ...identity, graphSha256: "h" },
    { ...identity, preprocessingSha256: "q" },
    { ...identity, imageSha256: "j" },
    { ...identity, batchSize: 32 },
    { ...identity, engine: { ...engine, name: "other" } },
    { ...identity, engine: { ...engine, version: "1.31.0" } },
    { ...identity, engine: { ...engine, backend: "cuda" } },
    { ...identity, engine: { ...engine, precision: "float16" } },
  ].map(featureKey);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
});
