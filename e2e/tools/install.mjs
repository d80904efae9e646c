// What a fresh clone lacks. Nothing but Node's own modules may be imported here.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs `npm ci` where no complete installation is found, then makes TypeScript files importable. */
export async function makeReady() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 20)) {
    process.stderr.write(`this is Node ${process.version}, expected 20.20 or newer: https://nodejs.org\n`);
    process.exit(1);
  }
  if (!isInstalled()) {
    process.stdout.write("== npm ci (no packages are installed yet)\n");
    const npm = npmCommand(["ci", "--no-audit", "--no-fund"]);
    const { status } = spawnSync(npm.program, npm.args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
    });
    if (status !== 0) process.exit(status ?? 1);
  }
  const { register } = await import("tsx/esm/api");
  register();
}

/** npm as a child of npm is the same npm; otherwise the one that lies beside Node, or on the path. */
export function npmCommand(args) {
  const candidates = [
    process.env.npm_execpath,
    join(dirname(process.execPath), "../lib/node_modules/npm/bin/npm-cli.js"),
  ];
  const script = candidates.find((path) => path?.endsWith("npm-cli.js") && existsSync(path));
  return script ? { program: process.execPath, args: [script, ...args] } : { program: "npm", args };
}

function isInstalled() {
  // npm writes this file last, so an install that was cut off does not have it.
  return (
    existsSync(join(root, "node_modules/.package-lock.json")) && existsSync(join(root, "node_modules/tsx"))
  );
}
