import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

/** A thread answers while the process's own is busy, and is ended before the answer is looked at. */
const program = `
import { createImageLoader } from ${JSON.stringify(new URL("../data/loader.ts", import.meta.url).href)};
const loader = createImageLoader({ threads: 1 });
const image = { width: 1, height: 1, data: new Uint8Array(3) };
await loader.prepare({ source: image, steps: [] });
loader.prepare({ source: image, steps: [] }).catch(() => {});
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
await loader[Symbol.asyncDispose]();
console.log("ended");
`;

test("the process waits for the end of a thread whose last answer is on its way", async () => {
  const args = ["--import", import.meta.resolve("tsx"), "--input-type=module", "-e", program];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toBe("ended\n");
});
