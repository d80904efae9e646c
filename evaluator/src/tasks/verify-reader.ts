import { verifyDataset } from "../data/verify.ts";
import type { Read } from "../reading/child.ts";
import { findingsOfTasks } from "./index.ts";
import type { Verified, VerifyEvent, VerifyJob } from "./verify-job.ts";

const unread = { reasons: [], counts: [], measurable: false };

/** Runs in a child: what is wrong with a data set's files, and else with what tasks need of it. */
export const read: Read<VerifyJob, Verified, VerifyEvent> = async ({ dataset, root, depth }, tell) => {
  const report = await verifyDataset(dataset, root, {
    depth,
    onProgress: (what, done, total) => tell({ kind: "progress", what, done, total }),
    onWarning: (line) => tell({ kind: "warning", line }),
  });
  const found = report.problems.length > 0 ? unread : await findingsOfTasks(dataset, root);
  return { report, found };
};
