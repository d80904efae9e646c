// `npm test`: everything, from a fresh clone.
import { makeReady } from "./install.mjs";

await makeReady();
const { testEverything } = await import("./test-everything.ts");
process.exitCode = await testEverything();
