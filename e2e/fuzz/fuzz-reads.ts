import { parseArgs } from "node:util";
import { compareText } from "#db/derive/compare-text.ts";
import { fillMeasuredDatabase } from "../measured-database.ts";
import { startScratchSite } from "../site.ts";
import { noticeInterruption, requireBuild, runCommand, wholeNumber } from "../tools/command-options.ts";
import { type FuzzReport, fuzzSite } from "./fuzz-site.ts";

const help = `Serves the build from a scratch database with made-up results, and throws random requests at it over loopback: addresses
of all routes, changed; methods, headers, links' requests, bytes that are no request.

  npm run fuzz:reads -- [--requests 20000] [--seed 1] [--json]

Ends with an error where an answer has a status of 500 or more, tells of the server's inside, refuses without a problem
document or does not end, or where the server's memory grows by more than a third between the middle and the end; its heap
has 256 MB.`;

const mostGrowth = 4 / 3;

/** Of the server's heap, in MB: with room it is not tidied for hours, and what it keeps does not show. A leak ends the server. */
const heapLimit = 256;

function progress(requests: number): (done: number) => void {
  const start = performance.now();
  const step = process.stderr.isTTY ? 100 : Math.max(1000, Math.floor(requests / 10));
  return (done) => {
    if (done % step !== 0 && done !== requests) return;
    const rate = done / ((performance.now() - start) / 1000);
    const left = Math.ceil((requests - done) / rate);
    const line = `${done} of ${requests} requests, ${rate.toFixed(0)}/s, ${left} s left`;
    process.stderr.write(
      process.stderr.isTTY ? `\r\u001b[K${line}${done === requests ? "\n" : ""}` : `${line}\n`,
    );
  };
}

interface Asked {
  readonly requests: number;
  readonly seed: number;
}

const jsonOf = ({ statuses, failures, seconds, memory }: FuzzReport, { requests }: Asked): string =>
  JSON.stringify({ requests, seconds, memory, statuses: Object.fromEntries(statuses), failures });

function print({ statuses, failures, seconds, memory }: FuzzReport, { requests, seed }: Asked): void {
  const [before, middle, end] = memory.map((megabytes) => megabytes.toFixed(0));
  console.log(`${requests} requests, seed ${seed}, ${(requests / seconds).toFixed(0)}/s`);
  console.log(`memory of the server: ${before} MB before, ${middle} MB half way, ${end} MB at the end`);
  for (const [status, count] of [...statuses].sort(([a], [b]) => compareText(String(a), String(b)))) {
    console.log(`${String(count).padStart(8)}  ${status === "none" ? "closed without an answer" : status}`);
  }
  for (const failure of failures.slice(0, 20)) console.error(failure);
  console.log(failures.length === 0 ? "no failure" : `${failures.length} failures`);
}

export async function fuzzReads(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      requests: { type: "string", default: "20000" },
      seed: { type: "string", default: "1" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const asked = {
    requests: wholeNumber("requests", values.requests),
    seed: wholeNumber("seed", values.seed),
  };
  requireBuild();
  process.env.NODE_OPTIONS = `--max-old-space-size=${heapLimit}`;
  const site = await startScratchSite(fillMeasuredDatabase);
  const interrupted = noticeInterruption();
  const tell = progress(asked.requests);
  const onProgress = (done: number) => {
    interrupted.throwIfAborted();
    tell(done);
  };
  try {
    const report = await fuzzSite({ ...site, ...asked, onProgress });
    if (values.json) console.log(jsonOf(report, asked));
    else print(report, asked);
    const [, middle, end] = report.memory;
    const grows = end > middle * mostGrowth;
    if (grows) console.error(`memory grew from ${middle.toFixed(0)} to ${end.toFixed(0)} MB`);
    if (grows || report.failures.length > 0) process.exitCode = 1;
  } finally {
    await site.stop();
  }
}

await runCommand(import.meta.url, fuzzReads);
