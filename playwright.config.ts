import { defineConfig } from "@playwright/test";
import { chromiumLaunch } from "./e2e/chromium.ts";

/** One real server for the tests that only read, started by the global set-up; uploaded and measured results have sites of their own. */
export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/global-setup.ts",
  // The longest chain first: the other worker reads meanwhile.
  projects: [
    { name: "uploading", testMatch: "upload.spec.ts" },
    { name: "reading", testMatch: "**/*.spec.ts", testIgnore: ["upload.spec.ts", "lighthouse.spec.ts"] },
    // Last, and beside nothing but itself: it prints times, and waits for half of its own.
    {
      name: "lighthouse",
      testMatch: "lighthouse.spec.ts",
      dependencies: ["uploading", "reading"],
    },
  ],
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 60_000,
  expect: {
    timeout: 10_000,
    // Text is drawn alike everywhere (fonts.conf), so little is let pass: a changed accent colour is not.
    toHaveScreenshot: { maxDiffPixelRatio: 0.001, threshold: 0.15, animations: "disabled" },
  },
  snapshotPathTemplate: "{testDir}/appearance/{arg}{ext}",
  // A picture that is missing fails; `--update-snapshots` alone makes one.
  updateSnapshots: "none",
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    trace: "retain-on-failure",
    launchOptions: chromiumLaunch(),
  },
});
