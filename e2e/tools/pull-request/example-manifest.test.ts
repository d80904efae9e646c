import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { manifestSchema, parseDocument } from "#contract";
import { exampleManifest } from "../../../app/submit/example-manifest.ts";
import { root } from "../install.mjs";

/** Its names, and a probe, which is of one file. */
const own = ["id", "label", "weights", "probe"];

test("the submit page's example is the manifest of a backbone on the board under another name", () => {
  const text = readFileSync(join(root, "evaluator/manifests/mae.json"), "utf8");
  const shared = (manifest: object) =>
    Object.fromEntries(Object.entries(manifest).filter(([field]) => !own.includes(field)));
  expect(shared(exampleManifest)).toEqual(shared(JSON.parse(text) as object));
  expect(exampleManifest.weights?.url).toBe((JSON.parse(text) as typeof exampleManifest).weights?.url);
  expect(parseDocument(manifestSchema, JSON.parse(JSON.stringify(exampleManifest))).ok).toBe(true);
  expect(exampleManifest.weights?.file).toBe(`${exampleManifest.id}.safetensors`);
});
