import { readManifest } from "../backbones/manifest-file.ts";
import type { BackboneCost } from "../contract/index.ts";
import type { Read } from "../reading/child.ts";
import { backboneCost, onnxFileCost } from "./backbone-cost.ts";

/** An ONNX file whose graph a child counts. */
export interface CostJob {
  /** Path of an .onnx file, or path or id of a manifest. */
  readonly backbone: string;
  /** Folder of a manifest's file. */
  readonly weights: string | null;
}

/** Runs in a child. */
export const read: Read<CostJob, BackboneCost> = async ({ backbone, weights }) => {
  if (backbone.endsWith(".onnx")) return onnxFileCost(backbone);
  return backboneCost(await readManifest(backbone), weights ?? undefined);
};
