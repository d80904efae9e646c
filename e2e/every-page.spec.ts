import type { Page } from "@playwright/test";
import { isAlive } from "./alive.ts";
import { axeViolations } from "./axe.ts";
import { expect, test } from "./watched-page.ts";

/** Every page with the paper's results, by the name of its pictures in `appearance/`. */
const pages = {
  board: "/",
  "board-sorted": "/?sort=voc2012.iou&training=supervised",
  "board-empty": "/?q=no+such+backbone",
  "board-relative": "/?scores=relative&pin=mae,clip-b&show=identity,readout&architecture=vit-b",
  embed: "/embed",
  "board-dim-8": "/boards/paper-dim-8",
  tasks: "/tasks",
  task: "/tasks/voc2012",
  compare: "/compare?with=dinov2-b,siglip-so,mae&cohort=paper",
  "compare-one": "/compare?with=dinov2-b&cohort=paper",
  pareto: "/pareto",
  correlations: "/correlations",
  ablations: "/ablations",
  baselines: "/baselines",
  "higher-resolution": "/higher-resolution",
  choices: "/choices",
  features: "/features",
  "output-sizes": "/output-sizes",
  claims: "/claims",
  snapshots: "/snapshots",
  backbones: "/backbones",
  backbone: "/backbones/dinov2-b",
  method: "/method",
  submit: "/submit",
  missing: "/no-such-page",
};

const screens = [
  { width: 390, height: 844 },
  { width: 1280, height: 900 },
];

/**
 * Dates are those of the test's own database; the same words in their place keep every picture as wide as it was. The page
 * has to be alive, since React would complain of a text that changed before.
 */
const fixDates = (page: Page) =>
  page.locator("time").evaluateAll((times) => {
    for (const time of times) time.textContent = "20 Nov 2026, 10:00 UTC";
  });

for (const colorScheme of ["light", "dark"] as const) {
  for (const viewport of screens) {
    const { width } = viewport;
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport });
      for (const [name, path] of Object.entries(pages)) {
        test(`accessible, no wider than the screen and as it was: ${path}`, async ({ page }) => {
          await page.goto(path);
          await isAlive(page);
          await page.waitForLoadState("networkidle");
          await fixDates(page);
          await test.step("looks as in its picture", () =>
            expect.soft(page).toHaveScreenshot([`${colorScheme}-${width}`, `${name}.png`]));
          await test.step("no wider than the screen", async () =>
            expect
              .soft(await page.evaluate(() => document.documentElement.scrollWidth), "width of the page")
              .toBeLessThanOrEqual(width));
          await test.step("no axe violation", async () =>
            expect.soft(await axeViolations(page), "axe violations").toEqual([]));
        });
      }
    });
  }
}
