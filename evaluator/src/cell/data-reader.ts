import { createImageLoader } from "../data/loader.ts";
import type { Read } from "../reading/child.ts";
import { openTask } from "../tasks/index.ts";
import { checkData } from "./check-data.ts";
import type { DataEvent, DataJob } from "./data-job.ts";

/** Runs in a child: opens a task's data set, says so, and goes on to its annotations. */
export const read: Read<DataJob, null, DataEvent> = async (job, tell) => {
  const opened = await openTask(job.task, job.resolution, job.data, {
    cacheDirectory: job.digests,
    onWarning: (line) => tell({ kind: "warning", line }),
  });
  await using dataset = opened.dataset;
  tell({ kind: "opened", fingerprint: dataset.fingerprint });
  if (job.depth === "opening") return null;
  await using loader = createImageLoader();
  const update = (_: string, done: number, total: number) => tell({ kind: "progress", done, total });
  const progress = { update, line: (line: string) => tell({ kind: "warning", line }) };
  await checkData(opened, loader, { progress, signal: new AbortController().signal });
  return null;
};
