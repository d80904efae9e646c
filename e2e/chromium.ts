import { existsSync } from "node:fs";

const systemPaths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where Chromium is: CHROMIUM_PATH, else the system's; neither, and Playwright takes its own download. */
export function chromiumPath(): { executablePath?: string } {
  const found = process.env.CHROMIUM_PATH || systemPaths.find((path) => existsSync(path));
  return found ? { executablePath: found } : {};
}
