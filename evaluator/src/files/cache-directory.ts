import { homedir } from "node:os";
import { join, resolve } from "node:path";

/**
 * The folder below which the evaluator keeps what it can make again: the native backend, frozen features, downloads.
 * `EVALUATOR_CACHE` names it; without that it is the operating system's own place for caches.
 */
export function cacheDirectory(environment: Readonly<NodeJS.ProcessEnv> = process.env): string {
  const named = environment.EVALUATOR_CACHE;
  if (named) return resolve(named);
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "dense-probing");
  if (process.platform === "win32") {
    return join(environment.LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "dense-probing");
  }
  return join(environment.XDG_CACHE_HOME || join(homedir(), ".cache"), "dense-probing");
}
