import type { FamilyId, Manifest } from "../contract/index.ts";
import { licenceProblem } from "./licence.ts";

/** Stands in a field that `backbones add` could not know. */
export const toFillIn = "FILL IN";

/** Addresses that nobody can get weights from. */
const madeUpHost = /(^|\.)example\.(com|net|org)$|\.invalid$/;

/** What is wrong with the fields of a manifest that parses. `name`: of its file, without folder and extension. */
export function fieldProblems(manifest: Manifest, name: string): string[] {
  const { id, licence, category, weights, probe } = manifest;
  const problems: (string | null)[] = [
    id === name ? null : `id: ${JSON.stringify(id)}, expected the file's own name, ${JSON.stringify(name)}`,
    ...Object.entries(manifest).map(([field, value]) =>
      typeof value === "string" && value.includes(toFillIn)
        ? `${field}: still says ${JSON.stringify(value)}, expected your own words`
        : null,
    ),
    licence.includes(toFillIn) ? null : licenceProblem(licence),
    weights !== null && category === "none"
      ? 'category: "none" is what is not trained, expected one of the others with weights'
      : null,
    weights !== null && madeUpHost.test(new URL(weights.url).hostname)
      ? `weights.url: ${weights.url} is made up, expected where the file is published`
      : null,
    weights !== null && (weights.format === "onnx") !== (manifest.family === "onnx")
      ? `weights.format: ${weights.format}, expected ${manifest.family === "onnx" ? "onnx" : "safetensors"} with family ${manifest.family}`
      : null,
    weights === null && probe ? "probe: expected none without weights" : null,
    ...geometryProblems(manifest),
  ];
  return problems.filter((problem) => problem !== null);
}

/** Families whose features are the patches that the first layer cuts the image into. */
const patchFamilies: readonly string[] = ["vit", "dinov3"] satisfies FamilyId[];

/** What the options of the first layer say, the other fields have to say too. */
function geometryProblems({ family, options, inputSize, featureGrid, featureDim }: Manifest): string[] {
  if (!patchFamilies.includes(family)) return [];
  const { patch_embed: patch, embed_dim: dim } = options as {
    readonly patch_embed?: { readonly [field in "kernel" | "stride" | "padding"]?: readonly number[] };
    readonly embed_dim?: number;
  };
  const problems: string[] = [];
  const { kernel, stride, padding } = patch ?? {};
  if (typeof dim !== "number" || !kernel || !stride || !padding) return problems;
  if (dim !== featureDim) problems.push(`featureDim: ${featureDim}, expected ${dim} as options.embed_dim`);
  const grid = [0, 1].map((axis) =>
    Math.floor((inputSize + 2 * (padding[axis] ?? 0) - (kernel[axis] ?? 1)) / (stride[axis] ?? 1) + 1),
  );
  if (grid.join() !== featureGrid.join()) {
    problems.push(
      `featureGrid: [${featureGrid}], expected [${grid}] of ${inputSize} pixels in patches of ${stride}`,
    );
  }
  return problems;
}

/** What a submitter should know, though nothing is wrong. */
export function fieldNotes({ leak, weights, probe }: Manifest): string[] {
  const notes: string[] = [];
  if (leak === "unknown") notes.push("leak: unknown; say whether pretraining used images of the benchmarks");
  if (weights !== null && weights.sha256 === null) {
    notes.push("weights.sha256: null; the first who fetches the file writes it down");
  }
  if (probe && weights?.sha256 && probe.weightsSha256 !== weights.sha256) {
    notes.push(`probe: made from a file with SHA-256 ${probe.weightsSha256}, which is not weights.sha256`);
  }
  return notes;
}
