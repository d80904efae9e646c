// A thread of a reading process that looks at what the process takes, whatever the process's own thread is busy with: one
// call into a decoder can last for ever, or take all memory there is. It ends the process once a limit is reached, having
// said which, and once the process that started it is gone.
import { readFileSync, writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

const { bytes, seconds, parent, reports } = workerData;
const everyMs = 25;
let heardMs = performance.now();
parentPort.on("message", () => {
  heardMs = performance.now();
});

/** Memory that no file backs. Where there is no /proc, all that is resident. */
function takenBytes() {
  let status;
  try {
    status = readFileSync("/proc/self/status", "latin1");
  } catch {
    return process.memoryUsage.rss();
  }
  const kilobytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? 0);
  return 1024 * (kilobytes("RssAnon") + kilobytes("RssShmem") + kilobytes("VmSwap"));
}

function end(limit) {
  try {
    if (limit !== null) writeSync(reports, limit);
  } finally {
    process.kill(process.pid, "SIGKILL");
  }
}

setInterval(() => {
  if (process.ppid !== parent) end(null);
  if (takenBytes() > bytes) end("memory");
  if (performance.now() - heardMs > 1000 * seconds) end("time");
}, everyMs);
