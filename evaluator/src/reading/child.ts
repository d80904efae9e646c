import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { InputError } from "../files/input-error.ts";
import { WriteError } from "../files/write-error.ts";
import { beyondLimit, type ReadingLimits } from "./limits.ts";

/** Where what comes from elsewhere is read first: "here" is for files of one's own, as in tests. */
export type ReadingPlace = "in a child" | "here";

/** What a reading module exports: does a job that comes as JSON, and gives what can be said as JSON. */
export type Read<Job, Made, Event = never> = (job: Job, tell: (event: Event) => void) => Promise<Made>;

export interface Reading<Job, Event = never> {
  /** A module that exports a `Read` under the name `read`. */
  readonly module: URL;
  readonly job: Job;
  /** The file or folder that is read, for errors. */
  readonly what: string;
  readonly limits: ReadingLimits;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: (event: Event) => void;
}

const start = fileURLToPath(new URL("./child-start.mjs", import.meta.url));

/** Of a child that stopped looking at its own clock. */
const graceSeconds = 15;

/** What a reader needs of its surroundings: tokens and keys are not among it. */
const passedOn = [
  ...["PATH", "TMPDIR", "TMP", "TEMP", "LANG", "LC_ALL", "TZ", "SystemRoot"],
  ...["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "OMP_NUM_THREADS"],
];

/**
 * Reads what comes from elsewhere in a process of its own, with limits on memory and time, no secret in its environment and
 * no say in this one: a file that exhausts or ends whoever reads it costs that process alone.
 *
 * @throws InputError where the file is refused, a limit is reached or the reader was ended by it; the signal's reason where
 * it aborts, with the child gone
 */
export async function readInChild<Job, Made, Event = never>(reading: Reading<Job, Event>): Promise<Made> {
  const { module, job, limits, signal } = reading;
  signal?.throwIfAborted();
  const child = spawn(
    process.execPath,
    [
      ...[`--max-old-space-size=${Math.ceil(limits.bytes / 2 ** 20)}`, start, module.href],
      JSON.stringify({ ...limits, parent: process.pid }),
    ],
    { env: environment(), stdio: ["ignore", "ignore", "pipe", "ipc", "pipe"] },
  );
  let isLate = false;
  const kill = () => void child.kill("SIGKILL");
  const late = setTimeout(
    () => {
      isLate = true;
      kill();
    },
    1000 * (limits.seconds + graceSeconds),
  );
  signal?.addEventListener("abort", kill);
  try {
    const said = await conversation<Made, Event>(child, job, (event) => {
      late.refresh();
      reading.onEvent?.(event);
    });
    signal?.throwIfAborted();
    return madeOf(isLate ? { ...said, limit: "time" } : said, reading);
  } finally {
    clearTimeout(late);
    signal?.removeEventListener("abort", kill);
    kill();
  }
}

function environment(): NodeJS.ProcessEnv {
  const entries = passedOn.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

type Failure = { readonly kind: "InputError" | "WriteError" | "exhausted" | "bug"; readonly message: string };
type Answer<Made> = { readonly made: Made } | { readonly failure: Failure };

/** All that came of a child until it had ended. */
interface Said<Made> {
  readonly answer: Answer<Made> | null;
  /** What its watch said last. */
  readonly limit: string;
  readonly errors: string;
  readonly end: string;
}

/** Of what a child says on its way out. */
const mostSaid = 4000;

function conversation<Made, Event>(
  child: ChildProcess,
  job: unknown,
  onEvent: (event: Event) => void,
): Promise<Said<Made>> {
  return new Promise((resolve, reject) => {
    let answer: Answer<Made> | null = null;
    const [errors, limit] = [child.stderr, child.stdio[4]].map(collected);
    child.on("message", (message: { readonly event: Event } | Answer<Made>) => {
      if ("event" in message) onEvent(message.event);
      else answer = message;
    });
    child.once("error", reject);
    child.once("close", (code, signalName) => {
      resolve({ answer, limit: limit(), errors: errors(), end: signalName ?? `exit code ${code}` });
    });
    // A child that is gone already tells so by closing.
    child.send(job as object, () => {});
  });
}

function collected(stream: unknown): () => string {
  let text = "";
  const readable = stream as NodeJS.ReadableStream;
  readable.setEncoding("utf8");
  readable.on("data", (piece: string) => {
    text = (text + piece).slice(-mostSaid);
  });
  readable.on("error", () => {});
  return () => text;
}

function madeOf<Made>({ answer, limit, errors, end }: Said<Made>, { what, limits }: Reading<unknown>): Made {
  if (answer !== null && "made" in answer) return answer.made;
  if (limit === "time" || limit === "memory") throw beyondLimit(what, limit, limits);
  if (/heap out of memory|bad_alloc/.test(errors)) throw beyondLimit(what, "memory", limits);
  if (answer !== null) throw failed(answer.failure, what);
  // A decoder that fails by a signal does so of the file's doing; one that ends with a code is a fault of ours.
  if (/^SIG/.test(end)) {
    throw new InputError(
      `${what}: ended the process that read it (${end}); expected a whole file: it is damaged, or made to do so`,
    );
  }
  throw new Error(`${what}: the process that read it ended with ${end}: ${errors}`);
}

function failed({ kind, message }: Failure, what: string): Error {
  switch (kind) {
    case "InputError":
      return new InputError(message);
    case "WriteError":
      return new WriteError(message);
    case "exhausted":
      return new InputError(
        `${what}: cannot be read (${message}); expected what is nested or sized as usual`,
      );
    case "bug":
      return new Error(message);
  }
}
