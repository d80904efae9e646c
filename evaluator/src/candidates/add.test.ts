import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBackbone } from "../backbones/backbone.ts";
import { goldenWeights } from "../backbones/golden-manifest.fixture.ts";
import { readManifest } from "../backbones/manifest-file.ts";
import { formatManifest } from "../contract/index.ts";
import { connectLocally } from "../download/local-server.fixture.ts";
import { readSafetensorsHeader, readTensor } from "../files/safetensors.ts";
import { relativeDifference } from "../math/relative-difference.ts";
import { GraphBuilder, ints } from "../onnx/index.ts";
import { addOnnx } from "./add-onnx.ts";
import { addTimm } from "./add-timm.ts";
import { addTransformers } from "./add-transformers.ts";
import { validate } from "./validate.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "added-"));
});
afterAll(() => rm(folder, { recursive: true }));

const nothing = {};

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

/** As timm's save_config_for_hf writes it, with what nobody reads here. */
const timmConfig = (architecture: string, side: number, more: object = {}) => ({
  ...{ architecture, num_classes: 21843, num_features: 768, global_pool: "token" },
  pretrained_cfg: {
    ...{ tag: "augreg_in21k", custom_load: true, input_size: [3, side, side], fixed_input_size: true },
    ...{ interpolation: "bicubic", crop_pct: 0.9, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
    ...{ num_classes: 21843, first_conv: "patch_embed.proj", classifier: "head", license: "apache-2.0" },
  },
  ...more,
});

describe("timm:NAME", () => {
  test("takes sizes from the configuration and options from a manifest of the same architecture", async () => {
    const config = await file("a.json", timmConfig("vit_base_patch16_224", 224));
    const { manifest, missing } = await addTimm("vit_base_patch16_224.augreg_in21k", config, nothing);
    const mae = await readManifest("mae");
    const weights = { ...(mae.options.weights as object), ignored_prefixes: ["head."] };
    expect(manifest).toMatchObject({
      ...{ id: "vit-base-patch16-224-augreg-in21k", licence: "Apache-2.0", parameters: 85798656 },
      ...{ options: { ...mae.options, weights }, mean: [0.5, 0.5, 0.5], category: "none" },
    });
    expect(manifest.weights).toEqual({
      ...{ format: "safetensors", file: "vit_base_patch16_224.augreg_in21k.safetensors" },
      url: "https://huggingface.co/timm/vit_base_patch16_224.augreg_in21k/resolve/main/model.safetensors",
      ...{ sha256: null, bytes: null },
    });
    expect(missing.map((line) => line.split(":")[0])).toEqual([
      ...["category", "objective", "pretrainingData", "paper", "leak", "options"],
    ]);
  });

  test("at another size the grid follows", async () => {
    const config = await file("b.json", timmConfig("vit_base_patch16_siglip_256", 256));
    const { manifest } = await addTimm("vit_base_patch16_siglip_256.webli", config, nothing);
    expect(manifest).toMatchObject({ inputSize: 256, featureGrid: [16, 16] });
    expect(manifest.options.pos_embed).toEqual({ type: "learned_absolute", grid: [16, 16], prefix_slots: 0 });
  });

  test("QuickGELU is taken for names of timm's that say so alone", async () => {
    const config = await file("q.json", timmConfig("vit_huge_patch14_clip_224", 224));
    const { manifest, missing } = await addTimm("vit_huge_patch14_clip_224.laion2b", config, nothing);
    expect(manifest.options.mlp).toMatchObject({ activation: "gelu_erf" });
    expect(missing).toContainEqual(expect.stringMatching(/^options\.mlp\.activation: gelu_erf, as timm/));
  });

  test("what is left is what validate asks for", async () => {
    const config = await file("c.json", timmConfig("vit_base_patch16_224", 224));
    const { manifest } = await addTimm("vit_base_patch16_224.other", config, nothing);
    const path = await file(`${manifest.id}.json`, formatManifest(manifest));
    const fields = (await validate(path, undefined)).problems.map((problem) => problem.split(":")[0]);
    expect(fields).toEqual(["objective", "pretrainingData", "category"]);
    const said = {
      ...manifest,
      category: "supervised",
      objective: "classes",
      pretrainingData: "ImageNet-21k",
    };
    await file(`${manifest.id}.json`, formatManifest(said));
    expect((await validate(path, undefined)).problems).toEqual([]);
  });

  test("an unknown architecture, arguments that change one, and a damaged configuration are named", async () => {
    const unknown = await file("d.json", timmConfig("resnet50", 224));
    await expect(addTimm("resnet50.a1_in1k", unknown, nothing)).rejects.toThrow(
      /timm architecture resnet50: its options are not known here, .*expected one of .*vit_base_patch16_224/,
    );
    const changed = await file(
      "e.json",
      timmConfig("vit_base_patch16_224", 224, { model_args: { depth: 6 } }),
    );
    const { missing } = await addTimm("vit_base_patch16_224.half", changed, nothing);
    expect(missing).toContainEqual(expect.stringMatching(/changes the architecture by \{"depth":6\}/));
    const damaged = await file("f.json", { architecture: 3 });
    await expect(addTimm("a.b", damaged, nothing)).rejects.toThrow(
      /f\.json: 2 problems in the published configuration:\n {2}architecture: .*\n {2}pretrained_cfg: /,
    );
    await expect(addTimm("../../a", undefined, nothing)).rejects.toThrow(/is no name on the hub/);
  });

  test("without a copy the hub is asked, and a page that is too large is refused", async () => {
    const asked: string[] = [];
    const server = createServer((request, answer) => {
      asked.push(String(request.url));
      const text = JSON.stringify(timmConfig("vit_base_patch16_224", 224));
      answer.end(request.url?.includes("large") ? text.padEnd(1_000_001) : text);
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const options = { connect: connectLocally((server.address() as AddressInfo).port), attempts: 1 };
    try {
      const { manifest } = await addTimm("vit_base_patch16_224.augreg", undefined, options);
      expect(manifest.inputSize).toBe(224);
      expect(asked).toEqual(["/timm/vit_base_patch16_224.augreg/resolve/main/config.json"]);
      await expect(addTimm("vit_base_patch16_224.large", undefined, options)).rejects.toThrow(
        /1000001|1000000/,
      );
    } finally {
      server.close();
    }
  });
});

describe("hf:ORG/NAME", () => {
  const preprocessor = { do_normalize: true, image_mean: [0.4, 0.5, 0.6], image_std: [0.2, 0.3, 0.4] };

  test("fills in what transformers leaves out", async () => {
    const files = {
      config: await file("dinov2.json", {
        model_type: "dinov2",
        hidden_size: 384,
        num_attention_heads: 6,
        image_size: 518,
      }),
      preprocessor: await file("preprocessor.json", preprocessor),
    };
    const { manifest } = await addTransformers("facebook/dinov2-small", files, nothing);
    expect(manifest).toMatchObject({
      ...{ id: "dinov2-small", family: "vit", inputSize: 518, featureGrid: [37, 37], featureDim: 384 },
      ...{ parameters: 22056192, mean: preprocessor.image_mean, std: preprocessor.image_std },
      options: {
        ...{ depth: 12, head_dim: 64, layer_scale: { keys: ["ls1.gamma", "ls2.gamma"] } },
        ...{ mlp: { hidden: 1536, activation: "gelu_erf" }, weights: { layout: "transformers_dinov2" } },
      },
    });
  });

  test("reads the image tower of a model of two", async () => {
    const vision_config = { model_type: "siglip_vision_model", image_size: 384 };
    const files = {
      config: await file("siglip.json", { model_type: "siglip", vision_config }),
      preprocessor: await file("preprocessor.json", { do_normalize: false }),
    };
    const { manifest } = await addTransformers("google/siglip-base-patch16-384", files, nothing);
    const { parameters } = await readManifest("siglip-384");
    expect(manifest).toMatchObject({
      ...{ parameters, featureGrid: [24, 24], mean: [0, 0, 0], std: [1, 1, 1] },
      options: { mlp: { activation: "gelu_tanh" }, weights: { key_prefix: "vision_model." } },
    });
  });

  test.each([
    ["vit", "vit"],
    ["mae", "vit_mae"],
    ["dinov2", "dinov2"],
    ["dinov2_registers", "dinov2_with_registers"],
    ["siglip", "siglip"],
    ["clip", "clip"],
    ["dinov3", "dinov3_vit"],
  ])("a configuration of %s gives the network that transformers builds of it", async (name, model_type) => {
    const described = JSON.parse(
      await readFile(join(goldenWeights, `layout_${name}_transformers.json`), "utf8"),
    );
    const files = {
      config: await file("config.json", { model_type, ...described.reference.kwargs }),
      preprocessor: await file("preprocessor.json", preprocessor),
    };
    const { manifest } = await addTransformers("org/name", files, nothing);
    const weights = { ...manifest.weights!, file: described.weights.file };
    const options = { weightsDirectory: goldenWeights, seed: 0, threads: 1, reading: "here" } as const;
    await using backbone = await openBackbone({ ...manifest, weights }, options);
    const io = readSafetensorsHeader(join(goldenWeights, described.io.file));
    const features = await backbone.features(readTensor(io, "pixel_values"), 2);
    expect(relativeDifference(features, readTensor(io, "features"))).toBeLessThan(1e-5);
  });

  test("an unknown type or activation is named", async () => {
    const of = async (config: object) => ({
      config: await file("g.json", config),
      preprocessor: await file("preprocessor.json", preprocessor),
    });
    await expect(addTransformers("a/b", await of({ model_type: "swin" }), nothing)).rejects.toThrow(
      /a\/b: model_type swin, which is not known here; expected one of vit, /,
    );
    const relu = await of({ model_type: "vit", hidden_act: "relu" });
    await expect(addTransformers("a/b", relu, nothing)).rejects.toThrow(/hidden_act relu is not known here/);
    const gated = await of({ model_type: "dinov2", use_swiglu_ffn: true });
    await expect(addTransformers("a/b", gated, nothing)).rejects.toThrow(/use_swiglu_ffn/);
    await expect(addTransformers("a", await of({}), nothing)).rejects.toThrow(/"a" is no name on the hub/);
  });
});

describe("FILE.onnx", () => {
  function model(output: readonly (number | string)[], opset = 18): Uint8Array {
    const graph = new GraphBuilder("file", { opset });
    const input = graph.input("pixel_values", "float32", ["batch", 3, 32, 32]);
    const weight = graph.constant("float32", [5, 3, 8, 8], new Float32Array(960).fill(0.1), "weight");
    const features = graph.op("Conv", [input, weight], { strides: ints([8, 8]) });
    graph.output(features, "features", "float32", [...output]);
    return graph.build();
  }

  test("gives the sizes of its header", async () => {
    const path = join(folder, "My_Model.v2.onnx");
    await writeFile(path, model(["batch", 5, 4, 4]));
    const { manifest, missing } = await addOnnx(path);
    expect(manifest).toMatchObject({
      ...{ id: "my-model-v2", family: "onnx", options: { output_layout: "nchw" }, inputSize: 32 },
      ...{ featureGrid: [4, 4], featureDim: 5, parameters: 960 },
    });
    expect(missing).toContainEqual(expect.stringMatching(/^weights\.url/));
    await writeFile(path, model(["batch", 17, 5]));
    const tokens = (await addOnnx(path)).manifest;
    expect(tokens).toMatchObject({ options: { prefix_tokens: 1 }, featureGrid: [4, 4], featureDim: 5 });
    await writeFile(path, model(["batch", "d", "h", "w"]));
    expect((await addOnnx(path)).missing).toContainEqual(expect.stringMatching(/^featureDim, featureGrid: /));
  });

  test("validate names every rule that it breaks, beside what is left to fill in", async () => {
    const path = join(folder, "mine.onnx");
    await writeFile(path, model(["batch", 5, 4, 4]));
    const { manifest } = await addOnnx(path);
    const written = await file("mine.json", { ...manifest, parameters: 900 });
    const valid = await validate(written, folder);
    expect(valid.problems).not.toContainEqual(expect.stringMatching(/mine\.onnx/));
    expect(valid.notes).toContainEqual(expect.stringMatching(/^parameters: 900, and the file stores 960/));
    await writeFile(path, model([1, 5, 4, 4], 16));
    const { problems } = await validate(written, folder);
    expect(problems).toContainEqual(expect.stringMatching(/^objective: still says/));
    expect(problems).toContainEqual(expect.stringMatching(/mine\.onnx: opset 16/));
    expect(problems).toContainEqual(expect.stringMatching(/mine\.onnx: output features .* fixes/));
  });

  test("every rule that it breaks is named", async () => {
    const path = join(folder, "broken.onnx");
    await writeFile(path, model([1, 5, 4, 4], 16));
    await expect(addOnnx(path)).rejects.toThrow(
      /broken\.onnx: .*\n {2}opset 16.*\n {2}output features .*fixes/,
    );
    await writeFile(path, "text");
    await expect(addOnnx(path)).rejects.toThrow(/broken\.onnx: /);
    await expect(addOnnx(folder)).rejects.toThrow(/: is a folder; expected an ONNX file/);
    await expect(addOnnx(`${path}.other`)).rejects.toThrow(/: ENOENT.*; expected an ONNX file/);
  });
});
