import { createImageLoader } from "../data/loader.ts";
import type { Read } from "../reading/child.ts";
import { openTask } from "../tasks/index.ts";
import { checkData } from "./check-data.ts";
import type { DataEvent, DataFound, DataJob } from "./data-job.ts";

/** Runs in a child: opens a task's data set, says so, and goes on to its annotations. */
export const read: Read<DataJob, DataFound, DataEvent> = async (job, tell) => {
  const warnings: string[] = [];
  const line = (warning: string) => {
    warnings.push(warning);
    tell({ kind: "warning", line: warning });
  };
  const { task, resolution, data, digests } = job;
  const opened = await openTask(task, resolution, data, { cacheDirectory: digests, onWarning: line });
  await using dataset = opened.dataset;
  const { fingerprint } = dataset;
  tell({ kind: "opened", fingerprint });
  if (job.depth === "opening") return { fingerprint, warnings };
  await using loader = createImageLoader();
  const update = (_: string, done: number, total: number) => tell({ kind: "progress", done, total });
  await checkData(opened, loader, { progress: { update, line }, signal: new AbortController().signal });
  return { fingerprint, warnings };
};
