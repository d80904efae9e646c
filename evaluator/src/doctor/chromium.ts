import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { runChild } from "../setup/child-process.ts";
import type { Finding } from "./finding.ts";

const SYSTEM_BROWSERS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Finds the Chromium that the end-to-end tests will use: `CHROMIUM_PATH`, the system's, or Playwright's own. */
export function findChromium(): string | null {
  const candidates = [process.env.CHROMIUM_PATH ?? "", ...SYSTEM_BROWSERS, ...playwrightBrowsers()];
  return candidates.find(isExecutable) ?? null;
}

function playwrightBrowsers(): string[] {
  const caches = [
    process.env.PLAYWRIGHT_BROWSERS_PATH ?? "",
    join(homedir(), ".cache", "ms-playwright"),
    join(homedir(), "Library", "Caches", "ms-playwright"),
  ].filter((folder) => folder && existsSync(folder));
  const programs = ["chrome-linux64/chrome", "chrome-linux/chrome", "chrome-linux/headless_shell"];
  return caches.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.startsWith("chromium"))
      .flatMap((name) => programs.map((program) => join(folder, name, program))),
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path !== "";
  } catch {
    return false;
  }
}

export async function findBrowser(): Promise<Finding> {
  const path = findChromium();
  const version = path === null ? null : await runChild(path, ["--version"], { timeoutMs: 20_000 });
  const works = version?.exitCode === 0;
  return {
    section: "browser",
    name: "Chromium",
    present: works,
    importance: "optional",
    detail: works
      ? `${version.stdout.trim()} (${path})`
      : path === null
        ? "not found; only the end-to-end tests need it"
        : `${path} does not start`,
    mend: works
      ? null
      : process.platform === "linux"
        ? "apt-get install -y chromium"
        : "npx playwright install chromium",
  };
}
