/** The oldest release of Node that packages ask for and the newest that works: what lies between is left to them. */
export const nodeReleases = ["20.20.2", "24.21.0"] as const;

/** Those that are not the running one (which all other steps use), to be had as npm packages; none but on Linux. */
export function otherReleases(
  running: string = process.versions.node,
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  const line = (version: string) => version.split(".").slice(0, 2).join(".");
  return platform === "linux" ? nodeReleases.filter((release) => line(release) !== line(running)) : [];
}

/** Arguments of npm that run a script with another release; the registry is all that is needed. */
export function withRelease(release: string, args: readonly string[]): readonly string[] {
  return ["exec", "--yes", `--package=node-linux-${process.arch}@${release}`, "--", "node", ...args];
}
