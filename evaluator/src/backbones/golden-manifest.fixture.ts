import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Manifest } from "../contract/index.ts";
import { readManifest } from "./manifest-file.ts";

/** Folder of the reference networks' weights. */
export const goldenWeights = fileURLToPath(new URL("../../golden/backbones/", import.meta.url));

/**
 * A reference network of random weights as a manifest with its probe, which tools/probe/probe.py made with timm from the
 * reference's own weights file, by the line that it holds.
 */
export async function goldenManifest(name: string): Promise<Manifest> {
  const described = JSON.parse(await readFile(`${goldenWeights}${name}.json`, "utf8"));
  const probes = JSON.parse(await readFile(new URL("probe.fixture.json", import.meta.url), "utf8"));
  const base = await readManifest("imagenet");
  const { file, layout, key_prefix, ignored_prefixes } = described.weights;
  return {
    ...base,
    ...{ id: `golden-${name.replaceAll("_", "-")}`, label: name, notes: "" },
    family: described.family,
    options: { ...described.architecture, weights: { layout, key_prefix, ignored_prefixes } },
    weights: { ...base.weights!, file },
    ...{ inputSize: described.input_size[1], featureGrid: described.grid, featureDim: described.feature_dim },
    ...probes[name],
  };
}
