import type { Page } from "@playwright/test";

/** Waits until everything on the page can be used: its scripts run, and what its controls work on has come. */
export const untilAlive = (page: Page) =>
  page.waitForFunction(() => !document.querySelector("fieldset:disabled"));
