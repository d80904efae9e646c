import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goldenManifest, goldenWeights } from "../backbones/golden-manifest.fixture.ts";
import { listManifests, readManifest } from "../backbones/manifest-file.ts";
import { formatManifest, type Manifest } from "../contract/index.ts";
import { validate } from "./validate.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "candidates-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Written under its id, as a submitter has it. */
async function written(manifest: Manifest | Record<string, unknown>): Promise<string> {
  const path = join(folder, `${manifest.id}.json`);
  await writeFile(path, formatManifest(manifest));
  return path;
}

const check = async (manifest: Manifest | Record<string, unknown>, weights?: string) =>
  validate(await written(manifest), weights);

describe("every manifest of the evaluator", async () => {
  test.each(await listManifests())("%s is valid", async (id) => {
    expect((await validate(id, undefined)).problems).toEqual([]);
  });
});

test("the example of CONTRIBUTING is valid, and written as the repository writes manifests", async () => {
  const text = await readFile(new URL("../../../CONTRIBUTING.md", import.meta.url), "utf8");
  const block = text.match(/^ {2}```json\n((?: {2}.*\n)+?) {2}```$/m)?.[1] ?? "";
  const example = JSON.parse(block);
  expect(formatManifest(example)).toBe(block.replaceAll(/^ {2}/gm, ""));
  expect((await check(example)).problems).toEqual([]);
});

describe("what is to be mended is named", async () => {
  const mae = { ...(await readManifest("mae")), id: "candidate" };
  const options = mae.options as Record<string, Record<string, unknown>>;
  const ignoring = (...ignored_prefixes: string[]) => ({
    ...mae,
    options: { ...mae.options, weights: { ...options.weights, ignored_prefixes } },
  });
  const cases: [string, Record<string, unknown>, RegExp][] = [
    ["a field of another kind", { ...mae, inputSize: "224" }, /^inputSize: /],
    ["a deviation of 0", { ...mae, std: [0, 0.2, 0.2] }, /^std\.0: .*>0/],
    ["a deviation of 8-bit pixels", { ...mae, std: [0.2, 0.2, 57] }, /^std\.2: .*<=1/],
    [
      "a licence in lower case",
      { ...mae, licence: "cc-by-nc-4.0" },
      /^licence: "cc-by-nc-4\.0" is no SPDX expression \(CC-BY-NC-4\.0\?\); expected/,
    ],
    ["a licence of one's own", { ...mae, licence: "research only" }, /^licence: .*or LicenseRef-NAME/],
    ["a word left to fill in", { ...mae, objective: "FILL IN" }, /^objective: still says "FILL IN"/],
    ["trained weights called untrained", { ...mae, category: "none" }, /^category: "none" is what is not/],
    [
      "a made-up address",
      {
        ...mae,
        weights: { ...mae.weights, url: "https://example.org/a.safetensors", file: "a.safetensors" },
      },
      /^weights\.url: .* is made up/,
    ],
    [
      "weights of another backbone's name",
      { ...mae, weights: { ...mae.weights, url: "https://huggingface.co/a/b/resolve/main/c.safetensors" } },
      /^weights\.file: vit_base_patch16_224\.mae\.safetensors is mae's of https:/,
    ],
    ["another count", { ...mae, parameters: 86e6 }, /^parameters: 86000000, expected 85798656 as the graph/],
    ["another width", { ...mae, featureDim: 384 }, /^featureDim: 384, expected 768/],
    ["another grid", { ...mae, featureGrid: [16, 16] }, /^featureGrid: \[16,16\], expected \[14,14\] of 224/],
    ["an option of no family", { ...mae, options: { ...options, depths: 3 } }, /^options\..*depths/],
    ["all keys ignored", ignoring(""), /"" covers what the backbone is made of \(/],
    ["all blocks ignored", ignoring("blocks."), /"blocks\." covers what the backbone is made of \(blocks\.0/],
    ["blocks that are left out", ignoring("blocks.12."), /"blocks\.12\." covers .* \(blocks\.0\.norm1/],
    ["blocks in a wrapper", ignoring("module.blocks.12."), /"module\.blocks\.12\." covers .* \(blocks\.0/],
    ["blocks in chunks", ignoring("blocks.1.12."), /"blocks\.1\.12\." covers .* \(blocks\.0\.norm1/],
    [
      "more blocks than memory",
      { ...mae, options: { ...options, depth: 1e9 } },
      /^options\.depth: 1000000000, expected at most 512/,
    ],
  ];
  test.each(cases)("%s", async (_, manifest, expected) => {
    const { problems, id } = await check(manifest);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
    expect(id).toBe("candidate");
  });

  test("what is too large to be built is not built", async () => {
    const pos_embed = { ...options.pos_embed, grid: [1000, 1000] };
    const { problems } = await check({ ...mae, inputSize: 1e9, options: { ...options, pos_embed } });
    expect(problems).toContain("inputSize: 1000000000, expected at most 4096");
    expect(problems).toContain("options.pos_embed.grid: 768000000, expected at most 200000000");
  });

  test("sizes that contradict each other are a problem of the manifest's", async () => {
    const dinov3 = await readManifest("dinov3-b");
    const odd = { ...dinov3, id: "candidate", options: { ...dinov3.options, head_dim: 3 } };
    expect((await check(odd)).problems).toContainEqual(
      expect.stringMatching(/^options\.head_dim: 3, expected a multiple of 4/),
    );
    const featup = await readManifest("dinov2-s-featup");
    const upsampler = { ...(featup.options.upsampler as object), stages: 8 };
    const deep = { ...featup, id: "candidate", options: { ...featup.options, upsampler } };
    expect((await check(deep)).problems).toContainEqual(
      expect.stringMatching(/^options: no graph follows from them/),
    );
    const wide = {
      ...featup,
      id: "candidate",
      options: { ...featup.options, upsampler: { ...upsampler, radius: 99 } },
    };
    expect((await check(wide)).problems).toEqual(["options.upsampler.radius: 99, expected at most 8"]);
  });

  test("a private manifest is none to publish", async () => {
    const path = await written({ private: true, id: "own", weights: "own.onnx" });
    expect((await validate(path, undefined)).problems).toEqual([expect.stringMatching(/^private: true/)]);
  });

  test("all at once, and the name of the file", async () => {
    const path = join(folder, "another.json");
    await writeFile(path, JSON.stringify({ ...mae, licence: "free", parameters: 1 }));
    expect((await validate(path, undefined)).problems).toEqual([
      'id: "candidate", expected the file\'s own name, "another"',
      expect.stringMatching(/^licence: "free" is no SPDX/),
      "lines are not as the repository's formatter leaves them; npx biome check --write FILE mends that",
      "parameters: 1, expected 85798656 as the graph has",
    ]);
  });

  test("keys beside the manifest that are not the graph's", async () => {
    const path = await written({ ...mae, id: "keyed" });
    await writeFile(join(folder, "keyed.keys.json"), JSON.stringify({ parameters: 1, keys: { cls: [1] } }));
    const { problems } = await validate(path, undefined);
    expect(problems).toEqual([
      expect.stringMatching(/keyed\.keys\.json: key patch_embed\.proj\.weight not found among 1/),
    ]);
  });

  test("a file that is none", async () => {
    await writeFile(join(folder, "broken.json"), "{");
    expect(await validate(join(folder, "broken.json"), undefined)).toMatchObject({
      id: null,
      problems: [expect.stringMatching(/broken\.json: not JSON/)],
    });
    const { problems } = await validate("/nowhere/a.json", undefined);
    expect(problems).toEqual([expect.stringMatching(/\/nowhere\/a\.json: ENOENT.*expected a manifest/)]);
  });

  test("what lies inside blocks may be ignored, with a word of caution", async () => {
    const { problems, notes } = await check(ignoring("blocks.0.attn.bias_mask"));
    expect(problems).toEqual([]);
    expect(notes).toContainEqual(expect.stringMatching(/bias_mask lie inside blocks; only a probe can tell/));
  });
});

describe("with its weights", async () => {
  const golden = await goldenManifest("vit");
  const manifest = {
    ...{ ...golden, parameters: 94_416 },
    weights: { ...golden.weights!, url: "https://huggingface.co/a/b/resolve/main/vit.safetensors" },
  };

  test("a network is measured against its probe", async () => {
    const { problems, notes } = await check(manifest, goldenWeights);
    expect(problems).toEqual([]);
    expect(notes).toContainEqual(
      expect.stringMatching(/features differ from those of timm 1\.0\.29 by \d\.\de-6/),
    );
  });

  test("features that are not the probe's are refused", async () => {
    const options = { ...manifest.options, num_heads: 6, head_dim: 8 };
    const { problems } = await check({ ...manifest, options }, goldenWeights);
    expect(problems).toEqual([expect.stringMatching(/features are not those of timm .*largest difference/)]);
  });

  test("keys that the manifest does not know are named", async () => {
    const weights = { ...manifest.weights, file: "dinov2.safetensors" };
    const { problems } = await check({ ...manifest, weights }, goldenWeights);
    expect(problems).toEqual([expect.stringMatching(/dinov2\.safetensors: /)]);
  });

  test("a file that is not there is said, and so is a missing probe", async () => {
    const { problems, notes } = await check({ ...manifest, probe: null }, folder);
    expect(problems).toEqual([]);
    expect(notes).toContainEqual(
      expect.stringMatching(/weights: not looked at, there is no vit\.safetensors/),
    );
    expect(notes).toContainEqual(expect.stringMatching(/^probe: none/));
  });
});
