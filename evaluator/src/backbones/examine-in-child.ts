import { join } from "node:path";
import { InputError } from "../files/input-error.ts";
import { readInChild } from "../reading/child.ts";
import { limitsOfFiles } from "../reading/limits.ts";
import type { Examined, ExamineJob } from "./examine-job.ts";
import { bytesOfNetwork } from "./read-network.ts";

/** `examineWeights`, or `examineContents` of a path, by a child; what exhausts it is one more problem. */
export async function examineInChild(job: ExamineJob, signal?: AbortSignal): Promise<Examined> {
  const { manifest, place } = job;
  const path = "path" in place ? place.path : join(place.weightsDirectory, manifest.weights?.file ?? "");
  try {
    return await readInChild<ExamineJob, Examined>({
      module: new URL("./examine-reader.ts", import.meta.url),
      ...{ job, what: path, limits: limitsOfFiles(await bytesOfNetwork(manifest, path)), signal },
    });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { sha256: null, problems: [error.message] };
  }
}
