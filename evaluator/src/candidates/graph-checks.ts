import { existsSync } from "node:fs";
import { buildFamilyGraph, families } from "../backbones/family-graph.ts";
import { boundlessSource } from "../backbones/fitting-layout.ts";
import { brokenRules, onnxOptions } from "../backbones/onnx-rules.ts";
import {
  type PublishedKeys,
  publishedKeysPath,
  readPublishedKeys,
  shapesSource,
} from "../backbones/published-keys.ts";
import { safetensorsSource, type TensorSource } from "../backbones/weights.ts";
import { type Manifest, parseDocument } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { oneLine } from "../files/one-line.ts";
import { readSafetensorsHeader } from "../files/safetensors.ts";
import { readModelFile } from "../onnx/index.ts";
import { ignoredPrefixNotes, ignoredPrefixProblems } from "./ignored-prefixes.ts";

/** What was found of one manifest. */
export interface Findings {
  readonly problems: string[];
  readonly notes: string[];
}

/** Where a manifest lies, and its weights where they are here. */
export interface Place {
  readonly file: string;
  readonly weights: string | null;
}

/**
 * Builds the graph at its full size from shapes alone, and compares what it is made of with what the manifest says. Shapes
 * are those of the weights, or of the keys file beside the manifest, or where neither is here whatever the graph asks for.
 * An ONNX file that is here is held to every rule that can be seen without running it.
 */
export async function checkGraph(manifest: Manifest, place: Place): Promise<Findings> {
  const findings: Findings = { problems: [], notes: [] };
  const schema = manifest.family === "onnx" ? onnxOptions : families[manifest.family].options;
  const parsed = parseDocument(schema, manifest.options);
  if (!parsed.ok) {
    findings.problems.push(...parsed.problems.map((p) => `options.${p.path}: ${p.message}`));
    return findings;
  }
  try {
    if (manifest.family !== "onnx") await compareGraph(manifest, place, findings);
    else if (place.weights !== null) await compareOnnx(manifest, place.weights, findings);
  } catch (error) {
    // Sizes that contradict each other make a tensor of no possible shape.
    if (!(error instanceof InputError || error instanceof RangeError)) throw error;
    const contradiction = "options: no graph follows from them, expected sizes that fit each other";
    findings.problems.push(
      error instanceof InputError ? error.message : `${contradiction} (${oneLine(error)})`,
    );
  }
  return findings;
}

/** Share by which a file's numbers may differ from the parameters: exporters fold layers and store tables. */
const storedShare = 0.02;

async function compareOnnx(manifest: Manifest, path: string, { problems, notes }: Findings): Promise<void> {
  const { header } = await readModelFile(path);
  problems.push(
    ...brokenRules(header, manifest, onnxOptions.parse(manifest.options)).map((rule) => `${path}: ${rule}`),
  );
  const { storedFloats: stored } = header;
  if (Math.abs(stored - manifest.parameters) <= storedShare * stored) return;
  notes.push(
    `parameters: ${manifest.parameters}, and the file stores ${stored} floating-point numbers; say why in notes where both hold`,
  );
}

async function compareGraph(
  manifest: Manifest,
  { file, weights }: Place,
  { problems, notes }: Findings,
): Promise<void> {
  const keysPath = publishedKeysPath(file);
  const published = existsSync(keysPath) ? await readPublishedKeys(keysPath) : null;
  const source = sourceOf(weights, published, keysPath);
  const { parameters, consumed } = buildFamilyGraph(manifest, source);
  if (manifest.parameters !== parameters) {
    problems.push(`parameters: ${manifest.parameters}, expected ${parameters} as the graph has`);
  }
  if (published && published.parameters !== parameters) {
    problems.push(`${keysPath}: parameters ${published.parameters}, expected ${parameters} as the graph has`);
  }
  const unused = [...(published?.shapes.keys() ?? [])].filter((key) => !consumed.has(key));
  if (unused.length > 0) {
    problems.push(`${keysPath}: ${unused.length} keys that the graph does not use (${unused.slice(0, 3)})`);
  }
  const { ignored_prefixes: ignored = [] } = (manifest.options.weights ?? {}) as {
    readonly ignored_prefixes?: readonly string[];
  };
  problems.push(...ignoredPrefixProblems(ignored, consumed.keys()));
  notes.push(...ignoredPrefixNotes(ignored));
}

function sourceOf(weights: string | null, published: PublishedKeys | null, keysPath: string): TensorSource {
  if (weights !== null) return safetensorsSource(readSafetensorsHeader(weights));
  return published ? shapesSource(published.shapes, keysPath) : boundlessSource();
}
