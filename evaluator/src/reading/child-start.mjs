// A process that reads what comes from elsewhere, started by plain JavaScript (reading/child.ts). Arguments: the module that
// does the work, and the limits with the process that is waiting. It answers over Node's own channel; descriptor 4 takes the watch's last word.
// h5wasm comes before tsx, as in bin/evaluator.mjs.
import "h5wasm/node";
import { writeFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { register } from "tsx/esm/api";

const [module, limits] = process.argv.slice(2);
const workerData = { ...JSON.parse(limits), reports: 4 };
const watch = new Worker(new URL("./watch-start.mjs", import.meta.url), { execArgv: [], workerData });
watch.unref();
try {
  // Where the machine's memory ends, this process goes before the one that works for hours.
  writeFileSync("/proc/self/oom_score_adj", "1000");
} catch {
  // Another system.
}
// Ctrl-C reaches every process of a terminal; whoever started this one ends it.
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => {});
process.on("disconnect", () => process.exit());

const job = new Promise((resolve) => process.once("message", resolve));
register();
const { read } = await import(module);
const send = (message) => new Promise((resolve) => process.send(message, resolve));

/** What no file has to be for the code to be right: these are a file's doing. */
const exhausted = /call stack|allocation|Invalid (array|string|typed array) length|longer than 0x/;

function failureOf(error) {
  const failure = error instanceof Error ? error : new Error(String(error));
  const { name, message, stack } = failure;
  if (name === "InputError") return { kind: failure.constructor.name, message };
  if (error instanceof RangeError && exhausted.test(message)) return { kind: "exhausted", message };
  return { kind: "bug", message: stack ?? message };
}

let answer;
try {
  const tell = (event) => {
    watch.postMessage("getting on");
    process.send({ event });
  };
  answer = { made: (await read(await job, tell)) ?? null };
} catch (error) {
  answer = { failure: failureOf(error) };
}
await send(answer);
process.exit();
