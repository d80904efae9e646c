// `npm run test:cluster`: real cells through Slurm and through a queue in PostgreSQL, both started for it.
import { makeReady } from "./install.mjs";

await makeReady();
const { testCluster } = await import("./test-cluster.ts");
process.exitCode = await testCluster(process.argv.slice(2));
