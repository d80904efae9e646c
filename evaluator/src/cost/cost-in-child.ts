import type { BackboneCost } from "../contract/index.ts";
import { readInChild } from "../reading/child.ts";
import { likelyGraphBytes, limitsOfFiles } from "../reading/limits.ts";
import type { CostJob } from "./cost-reader.ts";

/** Has a child count an ONNX file. Throws InputError as `backboneCost` does, and where it exhausts its reader. */
export function costInChild(job: CostJob): Promise<BackboneCost> {
  return readInChild<CostJob, BackboneCost>({
    module: new URL("./cost-reader.ts", import.meta.url),
    ...{ job, what: job.backbone, limits: limitsOfFiles(likelyGraphBytes) },
  });
}
