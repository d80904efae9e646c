import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { manifestSchema } from "#contract";
import { root } from "../install.mjs";
import { runEvaluator } from "./run-evaluator.ts";
import { smokeRow } from "./smoke.ts";

test("the evaluator's own commands give the smoke row", async () => {
  const text = readFileSync(join(root, "evaluator/manifests/dct-16.json"), "utf8");
  // A quarter of the image, so that a slow machine is done soon.
  const small = { id: "small-dct", inputSize: 112, featureGrid: [7, 7] };
  const manifest = manifestSchema.parse({ ...(JSON.parse(text) as object), ...small });
  const folder = await mkdtemp(join(tmpdir(), "smoke-"));
  const row = await smokeRow(manifest, folder, undefined, runEvaluator);
  await rm(folder, { recursive: true });
  expect(row).toMatchObject({
    ...{ state: "measured", weights: "no", task: "nyuv2-depth", unit: "metre", better: "lower" },
    ...{ iterations: 100, images: 16 },
  });
  // Of rooms of a few metres.
  if (row.state === "measured") expect(row.value).toBeLessThan(10);
});
