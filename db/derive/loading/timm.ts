import type { FamilyId, Manifest } from "#contract";
import { hubRepository } from "./hub.ts";
import {
  activationOf,
  dropsStoredNorm,
  keyPrefixOf,
  layoutOf,
  plainTransformer,
  prefixTokensOf,
} from "./options.ts";
import { call, featuresOf, imports, type Lines, pixelsOf, program, quoted, tokensOf } from "./python.ts";

/** What timm's networks of a family give and take; null: timm has none that gives these features. */
const networks: Readonly<
  Record<FamilyId, { readonly gives: "tokens" | "grid"; readonly sized: boolean } | null>
> = {
  vit: { gives: "tokens", sized: true },
  dinov3: { gives: "tokens", sized: true },
  hiera: { gives: "tokens", sized: true },
  vitamin: { gives: "tokens", sized: true },
  convnext: { gives: "grid", sized: false },
  // timm has the trunk alone, and the features are the neck's.
  sam2: null,
  featup: null,
  capi: null,
  vjepa2: null,
  "patch-dct": null,
  onnx: null,
};

/** Names by which timm 1.0.29 loads what is published under another repository than its own. */
const namesOfOthers: Readonly<Record<string, string>> = {
  "jienengchen/ViTamin-L2-384px": "vitamin_large2_384.datacomp1b_clip",
};

/** The name that `timm.create_model` loads a backbone's published weights by; null: it has none. */
export function timmName(manifest: Manifest): string | null {
  const repository = hubRepository(manifest);
  if (repository === null || networks[manifest.family] === null) return null;
  const [owner, name] = repository.split("/");
  if (owner === "timm") return name ?? null;
  const other = namesOfOthers[repository] ?? null;
  // timm leaves the stored last norm of these out.
  return other !== null && dropsStoredNorm(manifest) ? other : null;
}

function runs(manifest: Manifest): Lines {
  return networks[manifest.family]?.gives === "grid"
    ? featuresOf(manifest, "model(pixels)")
    : tokensOf(manifest, "model(pixels)", prefixTokensOf(manifest));
}

function published(manifest: Manifest, name: string): string {
  const args = [
    quoted(name),
    "pretrained=True",
    "num_classes=0",
    'global_pool=""',
    ...(networks[manifest.family]?.sized ? [`img_size=${manifest.inputSize}`] : []),
    // timm's plain names build GELU.
    ...(activationOf(manifest) === "quick_gelu" ? ['act_layer="quick_gelu"'] : []),
  ];
  return program(
    imports("import timm"),
    call("model = timm.create_model", args, ").eval()"),
    pixelsOf(manifest),
    runs(manifest),
  );
}

/** A checkpoint with timm's keys that timm has no name for: a plain transformer of its sizes takes it. */
function fromCheckpoint(manifest: Manifest): string | null {
  const { weights, inputSize } = manifest;
  const sizes = plainTransformer(manifest);
  if (!sizes || layoutOf(manifest) !== "timm" || weights?.published !== "torch-pickle") return null;
  const prefix = keyPrefixOf(manifest);
  const entry = (weights.entry ?? "").split(".").filter(Boolean);
  return program(
    imports("import timm"),
    [
      ...call("checkpoint = torch.hub.load_state_dict_from_url", [
        quoted(new URL(weights.url).href),
        'map_location="cpu"',
        "weights_only=True",
      ]),
      `prefix = ${quoted(prefix)}`,
      "state = {",
      "    key.removeprefix(prefix): value",
      `    for key, value in checkpoint${entry.map((part) => `[${quoted(part)}]`).join("")}.items()`,
      '    if key.startswith(prefix) and not key.startswith(prefix + "head.")',
      "}",
    ],
    [
      ...call(
        "model = timm.models.VisionTransformer",
        [
          `img_size=${inputSize}`,
          `patch_size=${sizes.patch}`,
          `embed_dim=${sizes.width}`,
          `depth=${sizes.depth}`,
          `num_heads=${sizes.heads}`,
          "num_classes=0",
          'global_pool=""',
        ],
        ").eval()",
      ),
      "model.load_state_dict(state)",
    ],
    pixelsOf(manifest),
    runs(manifest),
  );
}

/** A program that loads a backbone by timm and computes its features of an image; null: timm cannot. */
export function timmProgram(manifest: Manifest): string | null {
  const name = timmName(manifest);
  return name === null ? fromCheckpoint(manifest) : published(manifest, name);
}
