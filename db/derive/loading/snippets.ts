import type { Manifest } from "#contract";
import { onnxProgram } from "./onnx.ts";
import { timmProgram } from "./timm.ts";
import { transformersProgram } from "./transformers.ts";

/** Python libraries that a backbone's published weights can be loaded by. */
export const libraries = [
  { id: "timm", label: "timm", install: "pip install timm torchvision", program: timmProgram },
  {
    id: "transformers",
    label: "transformers",
    install: "pip install transformers torchvision",
    program: transformersProgram,
  },
  { id: "onnx", label: "ONNX Runtime", install: "pip install onnxruntime torchvision", program: onnxProgram },
] as const;

export interface Snippet {
  readonly id: (typeof libraries)[number]["id"];
  readonly label: string;
  readonly install: string;
  readonly code: string;
}

/**
 * Programs that load a backbone and give its features [1, D, h, w] of an image, as the evaluator defines them: from the
 * library that published the weights, at the manifest's size, mean and deviation. Left out where a manifest does not say
 * enough to derive one.
 */
export function loadSnippets(manifest: Manifest): Snippet[] {
  return libraries.flatMap(({ program, ...library }) => {
    const code = program(manifest);
    return code === null ? [] : [{ ...library, code }];
  });
}

/** Why there is no program for a backbone. */
export function withoutSnippet({ weights, family }: Manifest): string {
  if (weights === null) {
    return family === "patch-dct"
      ? "Its features are fixed functions of the pixels, which the evaluator computes."
      : "It has no published weights; the evaluator draws them from a seed.";
  }
  return "No network that timm or transformers comes with gives these features; the evaluator builds it from its manifest.";
}
