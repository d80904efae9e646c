import { decodeThreads } from "../data/loader.ts";
import { readInChild } from "../reading/child.ts";
import { limitsOfData } from "../reading/limits.ts";
import type { Verified, VerifyEvent, VerifyJob } from "./verify-job.ts";

/** Has a child check a data set. Throws InputError where it can't be opened at all, or exhausts its reader. */
export function verifyInChild(
  job: VerifyJob,
  signal: AbortSignal,
  onEvent: (event: VerifyEvent) => void,
): Promise<Verified> {
  return readInChild<VerifyJob, Verified, VerifyEvent>({
    module: new URL("./verify-reader.ts", import.meta.url),
    ...{ job, what: job.root, limits: limitsOfData(decodeThreads()), signal, onEvent },
  });
}
