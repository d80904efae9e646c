// Beats for a lease, in a process of its own: a forward pass or a training step holds its holder's event loop for
// seconds. Plain JavaScript, so that it starts at once. Arguments: the lease's file, seconds between beats, and the
// holder's pid. Standard input: the lease's record, a line whenever it changed. It ends with standard input, which the
// system closes when the holder ends, however that may be.
import { openSync, readFileSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";

const [path, seconds, holder] = process.argv.slice(2);
/** A record is written in place and never gets shorter, so that no reader sees the end of a longer one. */
const blockBytes = 1024;

const file = openSync(path, "r+");
let record = null;
let beat = 0;
let written = 0;

function write() {
  if (record === null || isStopped()) return;
  beat++;
  const text = JSON.stringify({ ...record, beat });
  written = Math.max(written, Math.ceil((Buffer.byteLength(text) + 1) / blockBytes) * blockBytes);
  const bytes = Buffer.alloc(written, " ");
  bytes.write(text);
  try {
    writeSync(file, bytes, 0, written, 0);
  } catch {
    // A file server that is away: silence, until it is back.
  }
}

/** A holder that was stopped measures nothing. Where there is no /proc, only its end is noticed. */
function isStopped() {
  try {
    const stat = readFileSync(`/proc/${holder}/stat`, "latin1");
    return "Tt".includes(stat.slice(stat.lastIndexOf(")") + 2)[0]);
  } catch {
    return false;
  }
}

// Ctrl-C reaches every process of a terminal; the holder still has its work to save.
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => {});
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const isFirst = record === null;
  record = JSON.parse(line);
  if (isFirst) write();
});
lines.on("close", () => process.exit());
setInterval(write, 1000 * Number(seconds));
