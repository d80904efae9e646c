import { expect, type Locator, type Page } from "@playwright/test";

export const rowNames = (page: Page) => page.locator("tbody th[scope=row] a").allInnerTexts();
export const columnValues = async (page: Page, place: number) =>
  (await page.locator(`tbody tr td:nth-child(${place})`).allInnerTexts()).map((text) =>
    Number.parseFloat(text),
  );
export const status = (page: Page) => page.getByRole("status");

/** Opens a menu of the board's toolbar, does something in it and closes it, since it covers what is below. */
export async function inMenu(
  page: Page,
  title: string,
  act: (menu: Locator) => Promise<void>,
): Promise<void> {
  const menu = page
    .locator("details[name=board-controls]")
    .filter({ has: page.getByText(title, { exact: true }) });
  await menu.locator("summary").click();
  await act(menu);
  await page.keyboard.press("Escape");
  await expect(menu).not.toHaveAttribute("open");
}

/** Place of the VOC mIoU column: rank, name, mean rank, then the main metrics. */
export const vocIouPlace = 7;
