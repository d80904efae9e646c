import type { Page, PlaywrightTestArgs, PlaywrightTestOptions, TestType } from "@playwright/test";
import { untilAlive } from "./alive.ts";
import { axeViolations } from "./axe.ts";
import { expect } from "./watched-page.ts";

const themes = ["light", "dark"] as const;
const viewports = [
  { width: 390, height: 844 },
  { width: 1280, height: 900 },
] as const;

/**
 * Dates are those of the test's own database; the same words in their place keep every picture as wide as it was. The page
 * has to be alive, since React would complain of a text that changed before.
 */
const fixDates = (page: Page) =>
  page.locator("time").evaluateAll((times) => {
    for (const time of times) time.textContent = "20 Nov 2026, 10:00 UTC";
  });

/** How much of a page its picture shows. */
type Extent = "first screen" | "all";

/** The page's address and the theme of its kept pictures, where it has any. */
export interface LookedAt {
  readonly path: string;
  /** Links to follow from there, each the first of its kind: for pages whose address no test can know. */
  readonly through?: readonly string[];
  readonly pictured?: "light" | "dark";
}

async function followLink(page: Page, selector: string): Promise<void> {
  const link = page.locator(selector).first();
  const address = await link.getAttribute("href");
  await link.click();
  await page.waitForURL((url) => url.pathname === address);
}

/** Opens a page and holds it, in both themes, to the width of the screen, axe and, in one theme, its kept picture. */
async function checkAppearance(
  page: Page,
  picture: string,
  { path, through = [], pictured }: LookedAt,
  extent: Extent,
  width: number,
): Promise<void> {
  await page.goto(path);
  await untilAlive(page);
  for (const link of through) await followLink(page, link);
  await page.waitForLoadState("networkidle");
  await fixDates(page);
  // The theme is style alone, so a page that is there changes it as one that is opened.
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme });
    if (pictured === colorScheme) {
      const fullPage = extent === "all";
      await expect.soft(page, "looks").toHaveScreenshot([`${picture}-${width}.png`], { fullPage });
    }
    const widest = await page.evaluate(() => document.documentElement.scrollWidth);
    expect.soft(widest, `width of the page, ${colorScheme}`).toBeLessThanOrEqual(width);
    expect.soft(await axeViolations(page), `axe violations, ${colorScheme}`).toEqual([]);
    const opened = await widestOpened(page);
    expect.soft(opened, `width of the page with any fold open, ${colorScheme}`).toBeLessThanOrEqual(width);
  }
}

/** The page's width with all its folds and panels open, one after the other; they are left as they were. */
const widestOpened = (page: Page) =>
  page.evaluate(() => {
    const folds = [...document.querySelectorAll("details")].map((fold) => ({ fold, wasOpen: fold.open }));
    let widest = 0;
    for (const { fold } of folds) {
      fold.open = true;
      widest = Math.max(widest, document.documentElement.scrollWidth);
    }
    for (const { fold, wasOpen } of folds) fold.open = wasOpen;
    return widest;
  });

/** A test for each page at each width. @param pages by the name of their pictures in `appearance/` */
export function testAppearances(
  test: TestType<PlaywrightTestArgs & PlaywrightTestOptions, object>,
  extent: Extent,
  pages: Readonly<Record<string, LookedAt>>,
): void {
  for (const viewport of viewports) {
    test.describe(`${viewport.width} px`, () => {
      test.use({ viewport });
      for (const [picture, looked] of Object.entries(pages)) {
        const asItWas = looked.pictured === undefined ? "" : " and as it was";
        const further = ", a link further".repeat(looked.through?.length ?? 0);
        test(`accessible in both themes, no wider than the screen${asItWas}: ${looked.path}${further}`, ({
          page,
        }) => checkAppearance(page, picture, looked, extent, viewport.width));
      }
    });
  }
}
