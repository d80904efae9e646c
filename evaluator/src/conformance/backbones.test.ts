import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBackbone } from "../backbones/backbone.ts";
import { families } from "../backbones/family-graph.ts";
import { caseManifest, caseSchema, checkBackbones } from "./backbones.ts";
import type { CaseResult } from "./case-result.ts";

const golden = fileURLToPath(new URL("../../golden/backbones/", import.meta.url));

async function collect(directory: string): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for await (const result of checkBackbones(directory)) results.push(result);
  return results;
}

describe("checkBackbones", () => {
  test("every reference case holds, with the error of float32 arithmetic", async () => {
    const results = await collect(golden);
    const failures = results.filter(({ passed }) => !passed);
    expect(failures).toEqual([]);
    expect(results.length).toBeGreaterThanOrEqual(29);
    // The tolerance is 1e-4; a correct graph is a hundred times closer, so drift shows here first.
    for (const { name, worstError } of results) expect(worstError, name).toBeLessThan(5e-6);
  });

  describe("on a changed case", () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "cases-"));
      for (const name of ["vit", "rope_and_positions", "eva02", "gelu_tanh"]) {
        for (const file of [`${name}.safetensors`, `${name}.io.safetensors`]) {
          await symlink(join(golden, file), join(folder, file));
        }
      }
    });
    afterAll(() => rm(folder, { recursive: true }));

    async function change(edit: (json: Record<string, never>) => void, name = "vit"): Promise<CaseResult[]> {
      const json = JSON.parse(await readFile(join(golden, `${name}.json`), "utf8"));
      edit(json);
      const path = join(folder, `${name}.json`);
      await writeFile(path, JSON.stringify(json));
      const results = await collect(folder);
      await rm(path);
      return results;
    }

    test("a wrong epsilon fails by its error", async () => {
      const [result] = await change((json: { architecture?: { norm?: { eps: number } } }) => {
        if (json.architecture?.norm) json.architecture.norm.eps = 1e-5;
      });
      expect(result).toMatchObject({ name: "vit", passed: false });
      expect(result?.worstError).toBeGreaterThan(1e-4);
    });

    test.each([
      ["rope_and_positions", "rope", null],
      ["rope_and_positions", "rope.grid_indexing", "ij"],
      ["rope_and_positions", "rope.grid_offset", 0],
      ["rope_and_positions", "rope.ref_feat_shape", [16, 16]],
      ["rope_and_positions", "rope.temperature", 100],
      ["eva02", "rope.grid_indexing", "xy"],
      ["eva02", "mlp.hidden_norm.eps", 1e-3],
      ["gelu_tanh", "mlp.activation", "gelu_erf"],
    ])("%s with another %s fails by its error", async (name, path, value) => {
      const [result] = await change((json: { architecture?: Record<string, unknown> }) => {
        const keys = path.split(".");
        const last = keys.pop() ?? "";
        const holder = keys.reduce((at, key) => at[key] as Record<string, unknown>, json.architecture ?? {});
        expect(holder).toHaveProperty(last);
        holder[last] = value;
      }, name);
      expect(result).toMatchObject({ name, passed: false });
      expect(result?.worstError).toBeGreaterThan(1e-4);
    });

    test("an unknown family or output fails, it is not skipped", async () => {
      const [unknownFamily] = await change((json: { family?: string }) => {
        json.family = "resnet";
      });
      expect(unknownFamily).toMatchObject({ passed: false, worstError: null });
      const results = await change((json: { io?: Record<string, unknown> }) => {
        if (json.io) json.io.attention_maps = [1];
      });
      expect(results.map(({ name, passed }) => [name, passed])).toEqual([
        ["vit", true],
        ["vit/attention_maps", false],
      ]);
    });
  });
});

test("every family opens untrained, without its file, by the seed alone", async () => {
  const opened = new Set<string>(["patch-dct"]);
  const files = (await readdir(golden)).filter((file) => file.endsWith(".json")).sort();
  for (const file of files) {
    const parsed = caseSchema.safeParse(JSON.parse(await readFile(join(golden, file), "utf8")));
    if (!parsed.success || opened.has(parsed.data.family)) continue;
    opened.add(parsed.data.family);
    const manifest = caseManifest(parsed.data, "features");
    const run = async (seed: number) => {
      await using backbone = await openBackbone(manifest, { parameters: "untrained", seed, threads: 1 });
      const pixels = Float32Array.from({ length: 3 * manifest.inputSize ** 2 }, (_, at) => Math.sin(at));
      return { sha256: backbone.weightsSha256, features: [...(await backbone.features(pixels, 1))] };
    };
    const [first, again, other] = [await run(0), await run(0), await run(1)];
    expect(again, file).toEqual(first);
    expect(other.sha256, file).not.toBe(first.sha256);
    // Ordinary numbers: none that slows a pass down.
    const power = first.features.reduce((sum, value) => sum + value * value, 0) / first.features.length;
    expect(power, file).toBeGreaterThan(1e-3);
    expect(power, file).toBeLessThan(1e4);
  }
  expect([...opened].sort()).toEqual(Object.keys(families).sort());
});
