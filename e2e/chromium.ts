import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

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

const fontSettings = fileURLToPath(new URL("./fonts.conf", import.meta.url));

interface ChromiumLaunch {
  readonly executablePath?: string;
  readonly args: string[];
  readonly env: NodeJS.ProcessEnv;
}

/** How to start Chromium: at CHROMIUM_PATH, else the system's; neither, and Playwright takes its own download. */
export function chromiumLaunch(): ChromiumLaunch {
  const found = process.env.CHROMIUM_PATH || systemPaths.find((path) => existsSync(path));
  const flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  return {
    ...(found ? { executablePath: found } : {}),
    args: [...flags, `--disable-features=${featuresOff.join(",")}`],
    env: { ...process.env, FONTCONFIG_FILE: fontSettings },
  };
}
