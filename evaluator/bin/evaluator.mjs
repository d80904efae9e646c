#!/usr/bin/env node
// Runs the TypeScript sources as they are; there is no build that could be stale.
import { register } from "tsx/esm/api";

register();
const { main } = await import("../src/cli/main.ts");
await main(process.argv);
