import type { Manifest } from "#contract";

/** Shown on the submit page; the type keeps it in step with the contract. */
export const exampleManifest: Manifest = {
  id: "my-backbone-b",
  label: "My Backbone (ViT-B)",
  category: "self-supervised",
  objective: "joint embedding",
  architecture: "ViT-B",
  pretrainingData: "ImageNet",
  paper: "https://example.org/paper",
  licence: "Apache-2.0",
  family: "vit",
  options: { depth: 12, heads: 12, patchSize: 16 },
  weights: {
    format: "safetensors",
    url: "https://example.org/my-backbone-b.safetensors",
    file: "my-backbone-b.safetensors",
    sha256: null,
    bytes: null,
  },
  inputSize: 224,
  featureGrid: [14, 14],
  featureDim: 768,
  parameters: 85_798_656,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  leak: "none-known",
  notes: "",
  contact: "you@example.org",
};
