import { expect, type Locator, type Page } from "@playwright/test";

/** Until the rows are those of the view: what ranks them anew is loaded at the first change. */
const untilRowsAreOfView = (page: Page) => expect(page.locator("table[aria-busy='true']")).toHaveCount(0);

export async function rowNames(page: Page): Promise<string[]> {
  await untilRowsAreOfView(page);
  return page.locator("tbody th[scope=row] a").allInnerTexts();
}

export async function columnValues(page: Page, place: number): Promise<number[]> {
  await untilRowsAreOfView(page);
  const texts = await page.locator(`tbody tr td:nth-child(${place})`).allInnerTexts();
  return texts.map((text) => Number.parseFloat(text));
}

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
