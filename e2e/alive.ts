import type { Page } from "@playwright/test";

/** Waits until the page listens: all of it but what waits for its table and its visitor. */
export const untilAlive = (page: Page) =>
  page.waitForFunction(() => window.earlyActs && !window.earlyActs.page);
