import type { Manifest } from "#contract";
import { hubRepository } from "./hub.ts";
import { keyPrefixOf, layoutOf, prefixTokensOf, registersOf, runsAtOtherSize } from "./options.ts";
import { featuresOf, imports, type Lines, pixelsOf, program, quoted, tokensOf } from "./python.ts";

/** A class of transformers, and how its features are had of `pixels`. */
interface Model {
  readonly name: string;
  readonly features: (manifest: Manifest) => Lines;
}

const lastHiddenState = (manifest: Manifest) =>
  tokensOf(manifest, "model(pixels).last_hidden_state", prefixTokensOf(manifest));

const named = (name: string): Model => ({ name, features: lastHiddenState });

/** By the keys of the published file, which are those of one class. */
const byLayout: Readonly<Record<string, (manifest: Manifest) => Model | null>> = {
  transformers_vit: () => named("ViTModel"),
  transformers_dinov2: (manifest) =>
    named(registersOf(manifest) > 0 ? "Dinov2WithRegistersModel" : "Dinov2Model"),
  transformers_dinov3: () => named("DINOv3ViTModel"),
  transformers_aimv2: () => named("Aimv2VisionModel"),
  // CLIP's last hidden state lacks the norm that these features have; SigLIP's has it.
  transformers_clip: (manifest) => (prefixTokensOf(manifest) === 0 ? named("SiglipVisionModel") : null),
};

/** The trunk's coarsest levels, joined by the neck. */
const sam2: Model = {
  name: "Sam2Model",
  features: (manifest) => featuresOf(manifest, "model.vision_encoder(pixels).fpn_hidden_states[-1]"),
};

function modelOf(manifest: Manifest): Model | null {
  if (manifest.family === "sam2") return keyPrefixOf(manifest) === "vision_encoder." ? sam2 : null;
  const layout = layoutOf(manifest);
  return layout === null || runsAtOtherSize(manifest) ? null : (byLayout[layout]?.(manifest) ?? null);
}

/** A program that loads a backbone by transformers and computes its features of an image; null: transformers cannot. */
export function transformersProgram(manifest: Manifest): string | null {
  const repository = hubRepository(manifest);
  const model = repository === null ? null : modelOf(manifest);
  if (repository === null || model === null) return null;
  return program(
    imports(`from transformers import ${model.name}`),
    [`model = ${model.name}.from_pretrained(${quoted(repository)}, dtype=torch.float32).eval()`],
    pixelsOf(manifest),
    model.features(manifest),
  );
}
