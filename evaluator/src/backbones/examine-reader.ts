import type { Read } from "../reading/child.ts";
import type { Examined, ExamineJob } from "./examine-job.ts";
import { examineContents, examineWeights } from "./examine-weights.ts";

/** Runs in a child. */
export const read: Read<ExamineJob, Examined> = async ({ manifest, lockPath, place }) => {
  if ("path" in place) {
    return { sha256: null, problems: await examineContents(manifest, place.path, { lockPath }) };
  }
  return examineWeights(manifest, { ...place, lockPath });
};
