import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const systemBrowsers = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The Chromium that all of this runs in: at CHROMIUM_PATH, else the system's, else Playwright's own download. */
export function findChromium(): string | null {
  const candidates = [process.env.CHROMIUM_PATH ?? "", ...systemBrowsers, ...playwrightBrowsers()];
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

/**
 * What Playwright's list of switched-off features, which ours takes the place of, has for Chromium on any system, and the
 * address bar's popups: since Chromium 151 two more pages for each window, one of them in a process of its own.
 */
const featuresOff = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "AimEnabled",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "PreconnectToSearch",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "ThirdPartyStoragePartitioning",
];

const fontSettings = fileURLToPath(new URL("./fonts.conf", import.meta.url));

interface ChromiumLaunch {
  readonly executablePath?: string;
  readonly args: string[];
  readonly env: NodeJS.ProcessEnv;
}

/** How Playwright starts it; where there is none, Playwright says how to get its own. */
export function chromiumLaunch(): ChromiumLaunch {
  const found = findChromium();
  const flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  return {
    ...(found ? { executablePath: found } : {}),
    args: [...flags, `--disable-features=${featuresOff.join(",")}`],
    env: { ...process.env, FONTCONFIG_FILE: fontSettings },
  };
}
