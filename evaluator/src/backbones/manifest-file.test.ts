import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildFamilyGraph } from "./family-graph.ts";
import { boundlessSource } from "./fitting-layout.ts";
import { listManifests, manifestsDirectory, readManifest } from "./manifest-file.ts";
import { publishedKeysPath, readPublishedKeys, shapesSource } from "./published-keys.ts";
import { seededSource } from "./seeded-weights.ts";

const keysOf = (id: string) => readPublishedKeys(publishedKeysPath(join(manifestsDirectory, id)));

const ids = await listManifests();
const files = await readdir(manifestsDirectory);
const withKeys = files.flatMap((file) => file.match(/^(.*)\.keys\.json$/)?.[1] ?? []);

describe("manifests of the evaluator", () => {
  test("cover the 18 rows of Tables 2 to 4 and the baselines", () => {
    const rows = [
      ...["random", "imagenet", "sam2", "mocov3", "dino", "dinov2-b", "dinov2-l", "mae", "hiera-b-plus"],
      ...["clip-b", "clip-l", "metaclip", "siglip-224", "siglip-384", "siglip-512", "siglip-so", "aimv2"],
      ...["vitamin", "dct-16", "dct-8"],
    ];
    expect(ids).toEqual(expect.arrayContaining(rows));
  });

  test.each(ids)("%s: parses, and its graph uses exactly the published keys and parameters", async (id) => {
    const manifest = await readManifest(id);
    expect(manifest.id).toBe(id);
    if (manifest.family === "patch-dct") {
      expect(buildFamilyGraph(manifest, null).parameters).toBe(0);
      return;
    }
    if (manifest.family === "onnx") return;
    if (!withKeys.includes(id)) {
      // A submitter sends the manifest alone.
      expect(buildFamilyGraph(manifest, boundlessSource()).parameters).toBe(manifest.parameters);
      return;
    }
    const { shapes, parameters: published } = await keysOf(id);
    const source = manifest.weights === null ? seededSource("", 0, 768) : shapesSource(shapes);
    const { consumed, parameters } = buildFamilyGraph(manifest, source);
    expect(Object.fromEntries(consumed)).toEqual(Object.fromEntries(shapes));
    expect(parameters).toBe(published);
    expect(manifest.parameters).toBe(published);
  });

  test("the keys of weights that nobody here had lie beside them, and no others do", () => {
    expect(ids).toEqual(expect.arrayContaining(withKeys));
    // One that comes without is built from whatever its graph asks for; those that have them keep them.
    expect(withKeys.length).toBeGreaterThanOrEqual(44);
  });

  test("name weights of different backbones by different files", async () => {
    const urlByFile = new Map<string, string>();
    for (const id of ids) {
      const { weights } = await readManifest(id);
      if (!weights) continue;
      expect(urlByFile.get(weights.file) ?? weights.url).toBe(weights.url);
      urlByFile.set(weights.file, weights.url);
    }
  });
});

describe("strict accounting of keys", async () => {
  const manifest = await readManifest("imagenet");
  const complete = (await keysOf("imagenet")).shapes;
  const build = (keys: ReadonlyMap<string, readonly number[]>) => () =>
    buildFamilyGraph(manifest, shapesSource(keys));

  test("a missing key is named", () => {
    const keys = new Map(complete);
    keys.delete("blocks.3.attn.qkv.bias");
    expect(build(keys)).toThrow(/key blocks\.3\.attn\.qkv\.bias not found among 149, expected \[2304\]/);
  });

  test("a wrong shape is named with both shapes", () => {
    const keys = new Map(complete).set("pos_embed", [1, 196, 768]);
    expect(build(keys)).toThrow(/key pos_embed has shape \[1,196,768\], expected \[1,197,768\]/);
  });

  test("a key that nothing uses is named", () => {
    const keys = new Map(complete).set("head.weight", [1000, 768]);
    expect(build(keys)).toThrow(/1 keys that the backbone does not use \(head\.weight\)/);
  });

  test.each([
    ["franca-b", { mask_token: [1, 768] }],
    ["vjepa2-1-b", { "patch_embed.proj.weight": [768, 3, 2, 16, 16], video_mod_embed: [1, 1, 768] }],
  ])("%s: checkpoints are read with and without what training puts around them", async (id, others) => {
    const manifest = await readManifest(id);
    const { shapes } = await keysOf(id);
    for (const prefix of ["", "module.", "backbone.", "module.backbone."]) {
      const keys = [...shapes, ...Object.entries(others)].map(([key, dims]) => [prefix + key, dims] as const);
      const { parameters } = buildFamilyGraph(manifest, shapesSource(new Map(keys)));
      expect(parameters).toBe(manifest.parameters);
    }
  });

  test("a copy may lack the prefix that the original file has", async () => {
    const moco = await readManifest("mocov3");
    const { consumed } = buildFamilyGraph(
      moco,
      shapesSource(new Map(complete).set("head.weight", [1000, 768])),
    );
    expect([...consumed.keys()]).toContain("blocks.0.norm1.weight");
  });
});

test.each([
  [{ "{a}": [] }, /\{a\} has range a, expected "first-last"/],
  [{ ["{".repeat(301)]: [] }, /keys/],
  [Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`${i}.{0-9999}`, []])), /more than 100000 keys/],
  [{ [`{${"0-9999,".repeat(11)}0-1}`]: [] }, /more than 100000 keys/],
])("keys of no network are refused before they are made: %#", async (keys, says) => {
  const folder = await mkdtemp(join(tmpdir(), "keys-"));
  const path = join(folder, "a.keys.json");
  await writeFile(path, JSON.stringify({ parameters: 1, keys }));
  await expect(readPublishedKeys(path)).rejects.toThrow(says);
  await rm(folder, { recursive: true });
});

describe("readManifest", () => {
  test("an unknown id lists the known ones; a missing or damaged file is named", async () => {
    await expect(readManifest("vit-huge")).rejects.toThrow(/no backbone vit-huge; expected .*dct-16/);
    await expect(readManifest("/nowhere/a.json")).rejects.toThrow(
      /\/nowhere\/a\.json: cannot be read \(ENOENT\)/,
    );
    const folder = await mkdtemp(join(tmpdir(), "manifests-"));
    const path = join(folder, "a.json");
    await writeFile(path, "{");
    await expect(readManifest(path)).rejects.toThrow(/not JSON/);
    const manifest = await readManifest("dct-8");
    await writeFile(path, JSON.stringify({ ...manifest, inputSize: -1, family: "resnet" }));
    await expect(readManifest(path)).rejects.toThrow(/family: .*\n.*inputSize: /s);
    await rm(folder, { recursive: true });
  });

  test("text is UTF-8 or marked UTF-16, and every name is one visible line", async () => {
    const folder = await mkdtemp(join(tmpdir(), "manifests-"));
    const path = join(folder, "a.json");
    const manifest = { ...(await readManifest("dct-8")), label: "Stra\u00dfe" };
    await writeFile(path, Buffer.from(`\ufeff${JSON.stringify(manifest)}`, "utf16le"));
    expect(await readManifest(path)).toEqual(manifest);
    await writeFile(path, JSON.stringify(manifest), "latin1");
    await expect(readManifest(path)).rejects.toThrow(
      /a\.json: byte \d+ \(0xdf\) is not UTF-8; expected UTF-8/,
    );
    const weights = { ...(await readManifest("mae")).weights, file: "../a.safetensors" };
    await writeFile(path, JSON.stringify({ ...manifest, weights }));
    await expect(readManifest(path)).rejects.toThrow(
      /weights\.file: leaves its folder; expected a path inside/,
    );
    await writeFile(path, JSON.stringify({ ...manifest, label: "\u200b", notes: "a\u0000" }));
    await expect(readManifest(path)).rejects.toThrow(/label: is blank .*\n.*notes: has U\+0000/s);
    await rm(folder, { recursive: true });
  });

  test("a probe has all of its parts, or there is none", async () => {
    const folder = await mkdtemp(join(tmpdir(), "manifests-"));
    const path = join(folder, "a.json");
    const manifest = await readManifest("mae");
    expect(manifest).not.toHaveProperty("probe");
    await writeFile(path, JSON.stringify({ ...manifest, probe: null }));
    expect(await readManifest(path)).toEqual({ ...manifest, probe: null });
    const probe = {
      line: "model(pixels)",
      library: "timm 1.0.29",
      weightsSha256: "0".repeat(64),
      values: [1],
    };
    await writeFile(path, JSON.stringify({ ...manifest, probe }));
    await expect(readManifest(path)).rejects.toThrow(/probe\.values: .*64.*\n.*probe\.norms: /s);
    await rm(folder, { recursive: true });
  });

  test("options that do not fit the family are named", async () => {
    const manifest = await readManifest("imagenet");
    const options = { ...manifest.options, depth: 0, patches: 3 };
    expect(() => buildFamilyGraph({ ...manifest, options }, shapesSource(new Map()))).toThrow(
      /options do not fit family vit:\n.*depth/,
    );
  });
});
