// Runs in a process of its own: loading a broken addon can end the process, and loading a good one cannot be undone.
// Multiplies two matrices on the native backend and prints one JSON line about it.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

// tfjs-node 4.22.0 calls util.isNullOrUndefined, which Node 23 removed.
const util = require("node:util");
util.isNullOrUndefined ??= (value) => value === null || value === undefined;

const tf = require("@tensorflow/tfjs-node-gpu");
await tf.ready();
const backend = tf.getBackend();
const product = tf.matMul(
  tf.tensor2d([
    [1, 2],
    [3, 4],
  ]),
  tf.tensor2d([
    [5, 6],
    [7, 8],
  ]),
);
const values = Array.from(await product.data());
if (backend !== "tensorflow") throw new Error(`backend is "${backend}", expected "tensorflow"`);
if (values.join() !== "19,22,43,50") {
  throw new Error(`the product of two matrices is ${values.join()}, expected 19,22,43,50`);
}
const native = tf.backend();
process.stdout.write(
  `\n${JSON.stringify({
    backend,
    packageVersion: tf.version["tfjs-node"],
    tensorflowVersion: native.binding.TF_Version,
    device: native.isUsingGpuDevice ? "GPU" : "CPU",
  })}\n`,
);
