import { existsSync } from "node:fs";

const systemPaths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

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

/** How to start Chromium: at CHROMIUM_PATH, else the system's; neither, and Playwright takes its own download. */
export function chromiumLaunch(): { executablePath?: string; args: string[] } {
  const found = process.env.CHROMIUM_PATH || systemPaths.find((path) => existsSync(path));
  const flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  return {
    ...(found ? { executablePath: found } : {}),
    args: [...flags, `--disable-features=${featuresOff.join(",")}`],
  };
}
