#!/usr/bin/env node
// Runs the TypeScript sources as they are; there is no build that could be stale.
// h5wasm comes before tsx, which would spend 600 MB on looking for TypeScript in its 4 MB of WebAssembly.
import "h5wasm/node";
import { register } from "tsx/esm/api";

register();
const { main } = await import("../src/cli/main.ts");
await main(process.argv);
