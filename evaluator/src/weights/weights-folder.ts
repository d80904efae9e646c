import { join, resolve } from "node:path";
import { cacheDirectory } from "../files/cache-directory.ts";

/** Where weights lie: the folder that was named, else EVALUATOR_WEIGHTS, else a folder of the cache. */
export function weightsFolder(
  named?: string,
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
): string {
  return resolve(named ?? environment.EVALUATOR_WEIGHTS ?? join(cacheDirectory(environment), "weights"));
}
