import { stat } from "node:fs/promises";
import { totalmem } from "node:os";
import { InputError } from "../files/input-error.ts";

/** What reading a file or a folder from elsewhere may take. */
export interface ReadingLimits {
  /** Memory that is the reader's own; a file that is mapped into it does not count. */
  readonly bytes: number;
  /** Without a word of getting on. */
  readonly seconds: number;
}

/** A reader takes 0.2 GB before it reads; COCO's annotations take another 0.6. */
const leastBytes = 2 ** 31;
/** An image or a label map of the most pixels there may be, decoded and counted. */
const bytesPerThread = 2 ** 29;
/** A session copies what an ONNX file holds, and lays weights out anew for its kernels. */
const copies = 4;
/** Where a file is larger than the machine's memory, the machine is to outlive it. */
const mostShare = 0.75;
const leastSeconds = 120;
/** A disk or a server of files that gives less makes a run hopeless anyway. */
const leastBytesPerSecond = 10e6;
/** A data set's gigabytes are hashed before its first image is looked at. */
const openingSeconds = 1800;

const memoryVariable = "EVALUATOR_READ_MB";
const timeVariable = "EVALUATOR_READ_SECONDS";

/** Of a graph in memory at its full size, whose weights may be anything: as large as the largest that are known. */
export const likelyGraphBytes = 2e9;

/** Bytes of all that are files. */
export async function bytesOfFiles(paths: readonly string[]): Promise<number> {
  const found = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
  return found.reduce((sum, file) => sum + (file?.isFile() ? file.size : 0), 0);
}

/**
 * Generous limits for files of so many bytes; EVALUATOR_READ_MB and EVALUATOR_READ_SECONDS set others.
 *
 * @throws InputError where a variable is no number above 0
 */
export function limitsOfFiles(bytes: number): ReadingLimits {
  const seconds = leastSeconds + bytes / leastBytesPerSecond;
  return withVariables({ bytes: leastBytes + copies * bytes, seconds });
}

/** The same for data sets of any size, whose images are looked at in so many threads. */
export function limitsOfData(threads: number): ReadingLimits {
  return withVariables({ bytes: leastBytes + threads * bytesPerThread, seconds: openingSeconds });
}

function withVariables({ bytes, seconds }: ReadingLimits): ReadingLimits {
  const megabytes = numberIn(memoryVariable);
  return {
    bytes: megabytes === null ? Math.min(bytes, mostShare * totalmem()) : megabytes * 1e6,
    seconds: numberIn(timeVariable) ?? seconds,
  };
}

function numberIn(name: string): number | null {
  const text = process.env[name];
  if (text === undefined || text === "") return null;
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InputError(`${name}="${text}"; expected a number above 0`);
}

/** Says that a limit was reached, of what, and how to set another. */
export function beyondLimit(
  what: string,
  limit: "memory" | "time",
  { bytes, seconds }: ReadingLimits,
): InputError {
  const [took, variable] =
    limit === "memory"
      ? [`reading it takes more than ${Math.round(bytes / 1e6)} MB of memory`, memoryVariable]
      : [`reading it gets nowhere for ${seconds} s`, timeVariable];
  return new InputError(
    `${what}: ${took}; expected what takes less: it is damaged, or made to exhaust whoever reads it; where it is neither, set ${variable} higher`,
  );
}
