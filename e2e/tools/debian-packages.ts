import { accessSync, constants, existsSync, rmSync, writeFileSync } from "node:fs";
import { delimiter } from "node:path";
import { announce, runProgram } from "./step.ts";

/** Asked by Debian's packages before they start what they installed. */
const startPolicy = "/usr/sbin/policy-rc.d";

export const isRoot = (): boolean => process.getuid?.() === 0;

/** Whether what is missing can be installed without a question. */
export const canInstall = (): boolean => isRoot() && existsSync("/etc/debian_version");

export const pathFolders = (): string[] =>
  [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"].filter((folder) => folder !== "");

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs packages; no service of theirs is started, since the tests start their own. */
export async function installPackages(packages: readonly string[]): Promise<void> {
  announce(`installing ${packages.join(", ")} (apt-get)`);
  const hasPolicy = existsSync(startPolicy);
  // 101: not allowed.
  if (!hasPolicy) writeFileSync(startPolicy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await runProgram("apt-get", ["update", "-qq"]);
    await runProgram("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], {
      DEBIAN_FRONTEND: "noninteractive",
    });
  } finally {
    if (!hasPolicy) rmSync(startPolicy);
  }
}
