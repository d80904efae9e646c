import type { Page, PlaywrightTestArgs, PlaywrightTestOptions, TestType } from "@playwright/test";
import { untilAlive } from "./alive.ts";
import { axeViolations } from "./axe.ts";
import { expect } from "./watched-page.ts";

/** What each page is looked at in. */
const appearances = (["light", "dark"] as const).flatMap((colorScheme) =>
  [
    { width: 390, height: 844 },
    { width: 1280, height: 900 },
  ].map((viewport) => ({ name: `${colorScheme}, ${viewport.width} px`, colorScheme, viewport })),
);

type Appearance = (typeof appearances)[number];

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

/** Opens a page and holds it to the width of the screen, axe and, in one theme, its kept picture. */
async function checkAppearance(
  page: Page,
  picture: string,
  { path, through = [], pictured }: LookedAt,
  extent: Extent,
  { colorScheme, viewport: { width } }: Appearance,
): Promise<void> {
  await page.goto(path);
  await untilAlive(page);
  for (const link of through) await followLink(page, link);
  await page.waitForLoadState("networkidle");
  await fixDates(page);
  const fullPage = extent === "all";
  if (pictured === colorScheme) {
    await expect.soft(page, "looks").toHaveScreenshot([`${picture}-${width}.png`], { fullPage });
  }
  const widest = await page.evaluate(() => document.documentElement.scrollWidth);
  expect.soft(widest, "width of the page").toBeLessThanOrEqual(width);
  expect.soft(await axeViolations(page), "axe violations").toEqual([]);
}

/** A test for each page in each appearance. @param pages by the name of their pictures in `appearance/` */
export function testAppearances(
  test: TestType<PlaywrightTestArgs & PlaywrightTestOptions, object>,
  extent: Extent,
  pages: Readonly<Record<string, LookedAt>>,
): void {
  for (const appearance of appearances) {
    const { name, colorScheme, viewport } = appearance;
    test.describe(name, () => {
      test.use({ colorScheme, viewport });
      for (const [picture, looked] of Object.entries(pages)) {
        const asItWas = looked.pictured === colorScheme ? " and as it was" : "";
        test(`accessible, no wider than the screen${asItWas}: ${looked.path}${", a link further".repeat(looked.through?.length ?? 0)}`, ({
          page,
        }) => checkAppearance(page, picture, looked, extent, appearance));
      }
    });
  }
}
