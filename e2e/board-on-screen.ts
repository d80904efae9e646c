import type { Page } from "@playwright/test";

export const rowNames = (page: Page) => page.locator("tbody th[scope=row] a").allInnerTexts();
export const columnValues = async (page: Page, place: number) =>
  (await page.locator(`tbody tr td:nth-child(${place})`).allInnerTexts()).map((text) =>
    Number.parseFloat(text),
  );
export const status = (page: Page) => page.getByRole("status");

/** Place of the VOC mIoU column: rank, name, mean rank, then the main metrics. */
export const vocIouPlace = 7;
