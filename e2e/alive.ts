import { expect, type Locator, type Page } from "@playwright/test";

/** Waits until everything on the page can be used: its scripts run, and what its controls work on has come. */
export const untilAlive = (page: Page) =>
  page.waitForFunction(() => !document.querySelector("fieldset:disabled"));

/** Moves the mouse, as a reader would, until what is loaded at somebody's first move is there: one move may come too early. */
export async function moveUntilVisible(page: Page, awaited: Locator): Promise<void> {
  let x = 0;
  await expect(async () => {
    x = (x + 1) % 5;
    await page.mouse.move(x, 1);
    await expect(awaited).toBeVisible({ timeout: 1_000 });
  }).toPass();
}

/** The site's scripts, wherever they are asked for. */
export const scripts = "**/_next/static/**/*.js";

/** Answers at these addresses wait until the function that it gives is called. */
export async function hold(page: Page, addresses: string): Promise<() => void> {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(addresses, async (route) => {
    await held;
    await route.continue();
  });
  return release;
}
