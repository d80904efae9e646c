import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatManifest } from "#contract";
import { exampleManifest } from "../../../app/submit/example-manifest.ts";
import { root } from "../install.mjs";
import { checkRequest } from "./check-request.ts";
import { MadeRepository } from "./made-repository.fixture.ts";
import { runEvaluator } from "./run-evaluator.ts";

/** The check as the workflow runs it, with the evaluator's own commands. */

const made = new MadeRepository({ "README.md": "read me" });
let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), "check-"));
});
afterAll(async () => {
  made[Symbol.dispose]();
  await rm(out, { recursive: true });
});

const check = (id: string, manifest: object, smoke: "run" | "left out") =>
  checkRequest({
    ...{
      repository: made.folder,
      base: made.base,
      out,
      number: 3,
      weights: undefined,
      smoke,
      run: runEvaluator,
    },
    head: made.request({ [`evaluator/manifests/${id}.json`]: formatManifest(manifest) }),
  });

test("a backbone is validated, run and shown", async () => {
  const text = readFileSync(join(root, "evaluator/manifests/dct-16.json"), "utf8");
  // A quarter of the image, so that a slow machine is done soon.
  const small = { id: "small-dct", label: "Small", inputSize: 112, featureGrid: [7, 7] };
  const { candidates } = await check("small-dct", { ...(JSON.parse(text) as object), ...small }, "run");
  expect(candidates[0]).toMatchObject({ id: "small-dct", problems: [] });
  expect(candidates[0]?.smoke).toMatchObject({
    ...{ state: "measured", weights: "no", task: "nyuv2-depth", unit: "metre", iterations: 100, images: 16 },
  });
  expect(await readFile(join(out, "preview.html"), "utf8")).toContain(
    '<tr class="candidate"><th scope="row">Small<small>smoke, not ranked: no weights, 100 iterations',
  );
});

test("the submit page's example is valid, and stops being so with a rule broken", async () => {
  const { id } = exampleManifest;
  const { candidates: valid } = await check(id, exampleManifest, "left out");
  expect(valid[0]?.problems).toEqual([]);
  const { candidates: broken } = await check(id, { ...exampleManifest, parameters: 5 }, "left out");
  expect(broken[0]?.problems).toEqual([expect.stringMatching(/^parameters: 5, expected 85798656/)]);
});
