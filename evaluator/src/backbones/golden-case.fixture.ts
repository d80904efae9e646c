import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withoutRemarks } from "../conformance/backbones.ts";
import type { Manifest } from "../contract/index.ts";
import { readManifest } from "./manifest-file.ts";

/** The small reference networks with their weights. */
export const goldenFolder: string = fileURLToPath(new URL("../../golden/backbones/", import.meta.url));

/** A reference case as a manifest; its weights lie in `goldenFolder`. */
export async function goldenManifest(name: string): Promise<Manifest> {
  const described = JSON.parse(await readFile(join(goldenFolder, `${name}.json`), "utf8"));
  const { layout, key_prefix, ignored_prefixes, file } = described.weights;
  const base = await readManifest("imagenet");
  const keys = { layout: layout === "transformers" ? "timm" : layout, key_prefix, ignored_prefixes };
  return {
    ...{ ...base, id: `golden-${name.replaceAll("_", "-")}`, family: described.family },
    options: { ...withoutRemarks(described.family, described.architecture), weights: keys },
    weights: { ...base.weights!, file },
    inputSize: described.input_size[1],
    ...{ featureGrid: described.grid, featureDim: described.feature_dim },
  };
}
