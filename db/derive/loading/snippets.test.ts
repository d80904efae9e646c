import { expect, test } from "vitest";
import { paperBackbones } from "../../paper/paper.ts";
import { knownBackbones } from "../../read/known-backbones.ts";
import { testManifest } from "../../test/bundle.ts";
import { loadSnippets, withoutSnippet } from "./snippets.ts";
import { timmName } from "./timm.ts";

const known = [...knownBackbones().values()].map(({ manifest }) => manifest);

/** What the libraries load of a backbone: timm's name, or whose class takes the repository's file. */
function loaded(id: string): string {
  const manifest = knownBackbones().get(id)?.manifest;
  if (!manifest) return "no manifest";
  const given = loadSnippets(manifest).map(({ id: library, code }) => {
    const [, from] = /from_pretrained\("([^"]+)"/.exec(code) ?? [];
    return `${library} ${timmName(manifest) ?? from ?? "from its checkpoint"}`;
  });
  return given.join(", ") || withoutSnippet(manifest);
}

/**
 * Every name was looked up in timm 1.0.29's registry. Every program was run with random weights, by timm 1.0.29, torchvision
 * 0.28 and transformers 5.18: features have the manifest's shape and timm's networks its number of parameters.
 */
test("each of the paper's backbones is loaded by", () => {
  const given = Object.fromEntries(paperBackbones().map(({ id }) => [id, loaded(id)]));
  expect(given).toEqual({
    random: "It has no published weights; the evaluator draws them from a seed.",
    imagenet: "timm vit_base_patch16_224.orig_in21k",
    sam2: "transformers facebook/sam2-hiera-base-plus-hf",
    mocov3: "timm from its checkpoint",
    dino: "timm vit_base_patch8_224.dino",
    "dinov2-b": "timm vit_base_patch14_reg4_dinov2.lvd142m",
    "dinov2-l": "timm vit_large_patch14_reg4_dinov2.lvd142m",
    mae: "timm vit_base_patch16_224.mae",
    "hiera-b-plus": "timm hiera_base_plus_224.mae",
    "clip-b": "timm vit_base_patch16_clip_224.openai",
    "clip-l": "timm vit_large_patch14_clip_336.openai",
    metaclip: "timm vit_base_patch16_clip_224.metaclip_2pt5b",
    "siglip-224": "timm vit_base_patch16_siglip_224.webli",
    "siglip-384": "timm vit_base_patch16_siglip_384.webli",
    "siglip-512": "timm vit_base_patch16_siglip_512.webli",
    "siglip-so": "timm vit_so400m_patch14_siglip_384.webli",
    aimv2: "transformers apple/aimv2-large-patch14-336",
    vitamin: "timm vitamin_large2_384.datacomp1b_clip",
  });
});

test("of the others the repository has, these alone are loaded by no library", () => {
  const without = known.filter((manifest) => loadSnippets(manifest).length === 0).map(({ id }) => id);
  expect(without).toEqual([
    "c-radiov3-l",
    "capi-l",
    "dct-16",
    "dct-8",
    "dinov2-s-featup",
    "franca-b",
    "random",
    "vitamin-stored-norm",
    "vjepa2-1-b",
  ]);
});

test("size, mean, deviation and shapes are the manifest's", () => {
  for (const manifest of known) {
    const { inputSize, mean, std, featureDim, featureGrid } = manifest;
    for (const { code } of loadSnippets(manifest)) {
      expect(code).toContain(
        `v2.Resize((${inputSize}, ${inputSize}), interpolation=v2.InterpolationMode.BICUBIC`,
      );
      expect(code).toContain(`v2.Normalize(mean=[${mean.join(", ")}], std=[${std.join(", ")}])`);
      expect(code).toMatch(new RegExp(`${featureDim}, ${featureGrid.join(", ")}[\\])]`));
    }
  }
});

const program = (id: string) => {
  const manifest = knownBackbones().get(id)?.manifest;
  return (manifest && loadSnippets(manifest)[0]?.code) ?? "";
};

test("the network that a backbone's features come from is built, not the library's usual one", () => {
  expect(program("clip-b")).not.toContain("act_layer");
  expect(program("clip-b-quickgelu")).toContain('act_layer="quick_gelu"');
  expect(program("siglip-so")).toContain("img_size=512");
  expect(program("dinov3-convnext-b")).not.toContain("img_size");
  expect(program("dinov2-b")).toContain("tokens[:, 5:]");
  expect(program("siglip-224")).toContain("features = tokens.transpose(1, 2)");
  expect(program("mocov3")).toContain('checkpoint["state_dict"]');
  expect(program("sam2")).toContain("vision_encoder(pixels).fpn_hidden_states[-1]");
});

test("an ONNX file is opened by its contract's names", () => {
  const weights = { format: "onnx", file: "a/model.onnx", sha256: null, bytes: null } as const;
  const manifest = testManifest({
    ...{
      family: "onnx",
      featureGrid: [16, 16],
      weights: { ...weights, url: "https://example.org/model.onnx" },
    },
    options: { output_layout: "tokens", prefix_tokens: 2 },
  });
  const [snippet] = loadSnippets(manifest);
  expect(snippet).toMatchObject({ id: "onnx", label: "ONNX Runtime" });
  expect(snippet?.code).toContain('"model.onnx"');
  expect(snippet?.code).toContain('session.run(["features"], {"pixel_values": pixels.numpy()})');
  expect(snippet?.code).toContain("tokens[:, 2:]");
});

test("what a stranger's manifest says stays inside a string", () => {
  const file = 'x"); import os; os.system("rm';
  const url = 'https://huggingface.co/timm/x");%20import%20os%20#/resolve/main/model.safetensors';
  const weights = { format: "onnx", url, file, sha256: null, bytes: null } as const;
  const [snippet] = loadSnippets(
    testManifest({ family: "onnx", weights, options: { output_layout: "nchw" } }),
  );
  expect(snippet?.code).toContain(JSON.stringify(file));
  expect(timmName(testManifest({ weights: { ...weights, format: "safetensors" } }))).toBeNull();
});
