import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readManifest } from "../backbones/manifest-file.ts";
import { withoutRemarks } from "../conformance/backbones.ts";
import type { ResultBundle } from "../contract/index.ts";
import { decodeRows } from "../feature-cache/shard-index.ts";
import { featureBytes } from "../plan/plan.ts";
import { generateScenes } from "../scenes/generate.ts";
import { baseVariant, type CellRequest, smokeBudget } from "./request.ts";
import { runCell } from "./run.ts";
import { silent } from "./silent.fixture.ts";

const temporary = mkdtempSync(join(tmpdir(), "evaluator-streamed-"));
const scenes = join(temporary, "scenes");
const golden = fileURLToPath(new URL("../../golden/backbones/", import.meta.url));

beforeAll(async () => {
  await generateScenes({ out: scenes, images: 8, seed: 3 });
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** FeatUp as its reference case has it: 56 pixels, 16 channels, 64 x 64 features. */
async function smallFeatup(): Promise<string> {
  const { architecture, feature_dim, grid, input_size, weights } = JSON.parse(
    readFileSync(join(golden, "featup.json"), "utf8"),
  );
  const manifest = await readManifest("dinov2-s-featup");
  const path = join(temporary, "small-featup.json");
  const { layout, key_prefix, ignored_prefixes } = weights;
  const small = {
    ...{ ...manifest, id: "small-featup" },
    options: { ...withoutRemarks("featup", architecture), weights: { layout, key_prefix, ignored_prefixes } },
    ...{ inputSize: input_size[1], featureGrid: grid, featureDim: feature_dim },
    weights: { ...manifest.weights, file: weights.file },
  };
  writeFileSync(path, JSON.stringify(small));
  return path;
}

interface Measured {
  readonly bundle: ResultBundle;
  readonly lines: readonly string[];
  readonly cachedImages: number;
}

async function measure(request: CellRequest, name: string, cacheBytes: number): Promise<Measured> {
  const cache = join(temporary, `${name}-${request.variant.readout}`);
  const lines: string[] = [];
  const { bundle } = await runCell(request, {
    ...{ data: scenes, out: join(cache, "out"), cache, cacheBytes, weights: golden },
    ...({ executor: "onnxruntime", reading: "here" as const, command: "evaluator run" } as const),
    progress: { ...silent, line: (line) => lines.push(line) },
    signal: new AbortController().signal,
  });
  const folder = join(cache, "features");
  const indices = readdirSync(folder).filter((file) => file.endsWith(".index"));
  const cachedImages = indices.flatMap((file) => decodeRows(readFileSync(join(folder, file)))).length;
  return { bundle, lines, cachedImages };
}

/** What must not depend on where features came from. */
function numbers({ metrics, secondary, training, readout }: ResultBundle) {
  return { metrics, secondary, training, readout };
}

test.each([
  ["base", () => Promise.resolve("dct-16")],
  ["linear-featup", smallFeatup],
] as const)(
  "%s: features streamed past a full or too small cache give the bits of cached ones",
  async (readout, backboneOf) => {
    const backbone = await backboneOf();
    const variant = { ...baseVariant, readout };
    const request = {
      backbone,
      task: "voc2012",
      variant,
      seed: 0,
      budget: smokeBudget("voc2012", 1),
    } as const;
    const imageBytes = featureBytes(await readManifest(backbone));
    const cached = await measure(request, "whole", 1e9);
    expect(cached.cachedImages).toBe(8);
    expect(cached.lines.join()).not.toContain("feature cache");
    for (const [name, images] of [
      ["part", 3],
      ["none", 0],
    ] as const) {
      const streamed = await measure(request, name, images * imageBytes + 1);
      expect(streamed.cachedImages).toBe(images);
      const told = streamed.lines.filter((line) => line.startsWith("feature cache"));
      expect(told).toEqual([
        expect.stringMatching(/bytes are in use; features .* are computed at each use$/),
      ]);
      expect(numbers(streamed.bundle)).toEqual(numbers(cached.bundle));
    }
  },
);
