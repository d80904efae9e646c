import type { Locator, Page } from "@playwright/test";
import { untilAlive } from "./alive.ts";
import { expect, test } from "./watched-page.ts";

/** Presses Tab until the element has the focus, as somebody without a mouse would. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let step = 0; step < 30; step += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(target).toBeFocused();
}

/** The same, and whoever looks at the screen sees where the focus is. */
async function tabInSight(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await expect(target).toBeInViewport();
  await expect(target).toHaveCSS("outline-style", "solid");
  await expect(target).toHaveCSS("outline-width", "2px");
}

test("skip link leads past the navigation", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
});

test("the board sorts and filters by keyboard alone", async ({ page }) => {
  await page.goto("/");
  await untilAlive(page);
  await page.locator("main").focus();
  await tabTo(page, page.getByLabel("Search"));
  await page.keyboard.type("siglip");
  await expect(page.getByRole("status")).toContainText("4 of 18");
  const menu = (title: string) => page.locator("details[name=board-controls] summary", { hasText: title });
  await tabTo(page, menu("Tasks"));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("radio", { name: "All" }));
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("radio", { name: "Instance awareness" })).toBeChecked();
  await page.keyboard.press("Escape");
  await expect(menu("Tasks")).toBeFocused();
  await tabTo(page, menu("Training"));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByLabel("Self-supervised"));
  await page.keyboard.press("Space");
  await expect(page.getByRole("status")).toContainText("0 of 18");
  await page.keyboard.press("Space");
  await expect(page.getByRole("status")).toContainText("4 of 18");
  await page.keyboard.press("Escape");
  await tabTo(page, page.getByRole("button", { name: "Backbone", exact: true }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/sort=name/);
});

test("the rows of the board are one stop; arrow keys go from number to number, the focus always in sight", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 600 });
  await page.goto("/");
  const rows = page.locator("tbody");
  await expect(rows.locator("[tabindex='0']")).toHaveCount(1);
  const first = rows.getByRole("link", { name: /^DINOv2 \(ViT-L\)/ });
  await page.getByRole("button", { name: /^Licence/ }).focus();
  await page.keyboard.press("Tab");
  await expect(first).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("button", { name: "Keep DINOv2 (ViT-L) on top" })).toBeFocused();
  await page.keyboard.press("End");
  await expect(
    rows.getByRole("link", { name: /^0.398, best, NYUv2 depth RMSE of DINOv2 \(ViT-L\), printed/ }),
  ).toBeFocused();
  for (let row = 1; row < 18; row++) await page.keyboard.press("ArrowDown");
  const last = rows.getByRole("link", { name: /^1.757, NYUv2 depth RMSE of Random/ });
  await expect(last).toBeFocused();
  for (let row = 1; row < 12; row++) await page.keyboard.press("ArrowUp");
  const box = await page.locator(":focus").boundingBox();
  const head = await page.locator("thead").boundingBox();
  expect(box?.y, "not under the headings").toBeGreaterThanOrEqual((head?.y ?? 0) + (head?.height ?? 0));
  await page.keyboard.press("Tab");
  await expect(rows.locator(":focus")).toHaveCount(0);
  await page.keyboard.press("Shift+Tab");
  await expect(rows.locator(":focus")).toHaveCount(1);
});

test("the theme button changes the theme and the choice lasts", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/");
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByRole("button", { name: /theme/ }).press("Enter");
  const dark = await background();
  expect(dark).not.toBe(light);
  await page.reload();
  expect(await background()).toBe(dark);
  await page.goto("/no-such-page");
  expect(await background()).toBe(dark);
  await page.getByRole("button", { name: /theme/ }).press("Enter");
  expect(await background()).toBe(light);
});

test("a chart is one stop; arrow keys walk its points, Escape puts the tooltip away", async ({ page }) => {
  await page.goto("/pareto?cost=parameters");
  // The chart that answers is loaded for who does something, be it before the scripts run.
  await page.keyboard.press("Tab");
  const chart = page.getByRole("group", { name: /Pascal VOC 2012 mIoU against parameters. Arrow keys/ });
  await expect(chart.locator("a[tabindex='0']")).toHaveCount(1);
  await chart.locator("a[tabindex='0']").focus();
  await expect(chart.getByText("On the frontier")).toBeVisible();
  await expect(chart.locator("strong")).toHaveText("Hiera B+");
  await page.keyboard.press("ArrowRight");
  await expect(chart.locator("strong")).toHaveText("SAM 2 B+");
  await expect(chart.getByText("Dominated by Hiera B+")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(chart.locator("strong")).toBeHidden();
  await page.keyboard.press("End");
  await expect(chart.locator("strong")).toHaveText("SigLIP-So400m");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/backbones\/siglip-so$/);
});

test("backbones are chosen, compared and read by keyboard alone, the focus always in sight", async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/");
  for (const name of ["Explore", "Compare"]) {
    await tabInSight(page, page.getByRole("link", { name, exact: true }));
    await page.keyboard.press("Enter");
  }
  await expect(page).toHaveURL(/\/compare\/paper\/dinov2-l,/);

  await tabInSight(page, page.getByRole("combobox", { name: "Compare" }));
  await page.keyboard.type("MAE");
  await tabInSight(page, page.getByRole("combobox", { name: "with" }));
  await page.keyboard.type("CLIP");
  await page.keyboard.press("ArrowDown");
  await tabInSight(page, page.getByRole("combobox", { name: "and" }).first());
  await page.keyboard.type("SAM");
  await tabInSight(page, page.getByRole("button", { name: "Compare", exact: true }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/compare\/paper\/mae,clip-l,sam2$/);

  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
  const numbers = page.getByRole("region", { name: "Scores side by side" });
  await tabInSight(page, numbers);
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => numbers.evaluate(({ scrollLeft }) => scrollLeft)).toBeGreaterThan(0);
  await tabInSight(page, numbers.getByRole("link", { name: "CLIP (ViT-L)" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/backbones\/clip-l#paper$/);
});
