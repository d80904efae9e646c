// A worker thread starts with plain JavaScript; it registers tsx for itself, as bin/evaluator.mjs does for the process.
import { register } from "tsx/esm/api";

register();
await import("./task-worker.ts");
