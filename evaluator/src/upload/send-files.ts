import { setImmediate } from "node:timers/promises";
import { InputError } from "../files/input-error.ts";
import { type GivenFile, givenFiles } from "./found-files.ts";
import type { UploadTarget } from "./site-request.ts";
import type { UploadKind } from "./upload.ts";
import { UploadPostponed, UploadRejected, UploadUnavailable } from "./upload-errors.ts";
import { readFoundFile, readUploadFile, type UploadFile, uploadFile } from "./upload-file.ts";

export interface UploadReport {
  readonly path: string;
  readonly state: "stored" | "known" | "failed";
  readonly url: string | null;
  readonly error: string | null;
}

/** A file that was read and found good; its document is read again when it is sent, as a folder may hold gigabytes. */
type ListedFile = GivenFile & Pick<UploadFile, "path" | "kind">;

export interface Listing {
  readonly files: readonly ListedFile[];
  /** Found in a folder, of a kind that is sent, and with something wrong. */
  readonly broken: readonly UploadReport[];
  /** Other programs' JSON files in folders. */
  readonly passedOver: number;
}

const failure = (path: string, error: Error): UploadReport => ({
  ...{ path, state: "failed", url: null },
  error: error.message,
});

/**
 * Reads all before any is sent: a wrong path costs nothing.
 *
 * @throws InputError at a named file that cannot be sent; of those in folders only what is wrong is told
 */
export async function listFiles(
  paths: readonly string[],
  signal: AbortSignal,
  onRead: (done: number, total: number) => void = () => {},
): Promise<Listing> {
  const given: GivenFile[] = [];
  for await (const one of givenFiles(paths)) given.push(one);
  const files: ListedFile[] = [];
  const broken: UploadReport[] = [];
  let passedOver = 0;
  for (const [index, one] of given.entries()) {
    const read = await readGiven(one);
    if (read instanceof InputError) broken.push(failure(one.path, read));
    else if (read === null) passedOver += 1;
    else files.push({ ...one, kind: read.kind });
    onRead(index + 1, given.length);
    // Ctrl-C has its turn between two files.
    await setImmediate();
    signal.throwIfAborted();
  }
  return { files: inSendingOrder(files), broken, passedOver };
}

/** null: a found file that is none of ours. */
async function readGiven({ path, named }: GivenFile): Promise<UploadFile | InputError | null> {
  if (named) return readUploadFile(path);
  try {
    return await readFoundFile(path);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/** One after the other: the site refuses pictures, sizes and signatures of a result that it does not know. */
const kindOrder: readonly UploadKind[] = ["result", "speed", "artefacts", "sizes", "attestation"];

function inSendingOrder(files: readonly ListedFile[]): ListedFile[] {
  return [...files].sort((a, b) => kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind));
}

/** Enough to hide the way to the site and back; more would only wait for one another there. */
const inFlight = 4;

/**
 * Sends files, a few at once, those of one kind before those of the next. What concerns one file is reported and the others are sent all the
 * same; a site that does not answer, or takes no more for long, ends it.
 */
export async function sendFiles(
  files: readonly ListedFile[],
  target: UploadTarget,
  onReport: (report: UploadReport) => void,
): Promise<void> {
  let ended = false;
  const send = async (file: ListedFile) => {
    try {
      onReport({
        path: file.path,
        ...(await uploadFile(await readUploadFile(file.path), target)),
        error: null,
      });
    } catch (error) {
      // The rest would wait in vain for the same site.
      if (!(error instanceof UploadRejected || error instanceof InputError)) ended = true;
      if (!isReported(error)) throw error;
      onReport(failure(file.path, error));
    }
  };
  for (const kind of kindOrder) {
    const queue = files.filter((file) => file.kind === kind);
    const worker = async () => {
      for (let next = queue.shift(); next && !ended; next = queue.shift()) await send(next);
    };
    const workers = await Promise.allSettled(Array.from({ length: inFlight }, worker));
    for (const one of workers) if (one.status === "rejected") throw one.reason;
  }
}

/** What concerns one file. */
function isReported(error: unknown): error is Error {
  const kinds = [UploadRejected, UploadUnavailable, UploadPostponed, InputError];
  return kinds.some((kind) => error instanceof kind);
}
