// `npm run demo`: the main job, from a fresh clone.
import { makeReady } from "./install.mjs";

await makeReady();
const { demonstrate } = await import("./demonstrate.ts");
process.exitCode = await demonstrate();
