import { workerData } from "node:worker_threads";
import { openTask } from "../tasks/index.ts";
import { answerJobs } from "../threads/answer-jobs.ts";
import { batchRandom, validationRandom } from "./batches.ts";
import { TargetSource } from "./targets.ts";
import type { TaskJob, TaskPlace, TaskReply } from "./task-jobs.ts";

async function open({ task: id, resolution, data, digests, keptBytes }: TaskPlace) {
  // The process has said already what is odd about the data.
  const { task, dataset } = await openTask(id, resolution, data, { cacheDirectory: digests });
  return { task, dataset, targets: new TargetSource(task, dataset, keptBytes) };
}

const opening = open(workerData as TaskPlace);
// An error surfaces with the first job.
opening.catch(() => {});

async function answer(job: TaskJob): Promise<TaskReply> {
  const { task, dataset, targets } = await opening;
  if (job.kind === "measure") {
    return { kind: "measure", part: task.measure(job.outputs, await dataset.readAnnotation(job.id)) };
  }
  const { ids, draw } = job;
  const random = draw === "validation" ? validationRandom() : batchRandom(draw.seed, draw.iteration);
  return { kind: "targets", targets: await targets.batch(ids, random) };
}

answerJobs<TaskJob, TaskReply>(answer, (reply) => {
  if (reply.kind === "measure") return [];
  const { targets } = reply;
  const arrays = ArrayBuffer.isView(targets) ? [targets] : [targets.pixels, targets.classes];
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
});
