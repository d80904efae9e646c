import { parseArgs } from "node:util";
import { noticeInterruption, requireBuild, runCommand, wholeNumber } from "../tools/command-options.ts";
import { startTarget } from "./fuzzed-site.ts";
import { fuzzUploads } from "./upload-fuzz.ts";

const help = `Sends uploads of every kind that were changed at random to the built site on a database of its own: other types and
values, deep nesting, repeated fields, other headers, tokens and lengths, bodies cut off. Every one has to be answered, none
with a status of 500 or more; what is accepted has to be readable, what is refused has to leave nothing.

  npm run fuzz:uploads [-- --documents 6000 --seed 1]

Needs a build. Ends with exit code 1 where anything else happens, and prints what was sent.`;

export async function fuzzUploadsCommand(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      documents: { type: "string", default: "6000" },
      seed: { type: "string", default: "1" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const documents = wholeNumber("documents", values.documents);
  const seed = wholeNumber("seed", values.seed);
  requireBuild();
  const start = performance.now();
  const site = await startTarget();
  const interrupted = noticeInterruption();
  try {
    const { statuses, failures, accepted, memory } = await fuzzUploads(site.target, {
      ...{ documents, seed, restart: site.restart, memory: site.memory },
      onProgress: (sent) => {
        interrupted.throwIfAborted();
        if (sent % 500 === 0) console.log(`${sent} of ${documents}, ${site.memory().toFixed(0)} MB`);
      },
    });
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.log(`${documents} uploads, seed ${seed}: ${accepted} accepted; ${seconds} s`);
    for (const [status, count] of [...statuses].sort(([a], [b]) => a - b)) {
      console.log(`${String(count).padStart(6)}  ${status === 0 ? "broken off, no answer owed" : status}`);
    }
    console.log(
      `memory of the server after a tenth, half and all: ${memory.map((one) => one.toFixed(0)).join(", ")} MB`,
    );
    for (const failure of failures) console.log(`FAILED  ${failure}`);
    console.log(failures.length === 0 ? "nothing else happened" : `${failures.length} failures`);
    if (failures.length > 0) process.exitCode = 1;
  } finally {
    await site.stop();
  }
}

await runCommand(import.meta.url, fuzzUploadsCommand);
