// A worker thread starts with plain JavaScript; it registers tsx for itself, after h5wasm, as bin/evaluator.mjs does.
import "h5wasm/node";
import { register } from "tsx/esm/api";

register();
await import("./task-worker.ts");
