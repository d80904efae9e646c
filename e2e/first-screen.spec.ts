import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { untilAlive } from "./alive.ts";
import { expect, test } from "./watched-page.ts";

/** What the front page answers before anybody scrolls, and the link between its figures and its rows. */

const finding =
  "DINOv2 leads five of six tasks; SAM 2 separates instances best; vision-language models are on average ahead of the other self-supervised ones in semantics and depth, behind in instances.";

const strips = (page: Page) => page.locator("figure").first().locator("li:has(svg)");
const scatter = (page: Page) => page.locator("figure").nth(1);
const row = (page: Page, id: string) => page.locator(`tr[data-backbone="${id}"]`);

async function expectOnScreen(page: Page, element: Locator): Promise<void> {
  const [box, size] = [await element.boundingBox(), page.viewportSize()];
  expect(box && box.y >= 0 && box.y + box.height <= (size?.height ?? 0), String(element)).toBe(true);
}

test("a laptop's first screen has the finding, all figures and the table's head", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto("/");
  await expectOnScreen(page, page.getByText(finding));
  await expect(strips(page)).toHaveCount(6);
  for (const strip of await strips(page).all()) await expectOnScreen(page, strip);
  await expectOnScreen(page, scatter(page));
  await expectOnScreen(page, page.getByLabel("Search"));
  await expectOnScreen(page, page.locator("thead"));
  await expectOnScreen(page, page.locator("tbody tr").first());
});

test("a phone's has the finding and the first strip; no filter is off the screen, no list widens the page", async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/");
  await expectOnScreen(page, page.getByText(finding));
  await expectOnScreen(page, strips(page).first());
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  const summaries = page.locator("main :is(nav, [name=board-controls]) summary");
  await expect(summaries).toHaveText([/variants/, /^Tasks/, /^Training/, /^Licence/, /^Budget/, /^More/]);
  for (const summary of await summaries.all()) {
    await summary.click();
    expect(await width(), String(summary)).toBe(390);
    const choices = page.locator("details[open] :is(label, a, select, input)").filter({ visible: true });
    await expect(choices.first()).toBeVisible();
    for (const box of await Promise.all((await choices.all()).map((one) => one.boundingBox()))) {
      expect(box && box.x >= 0 && box.x + box.width <= 390).toBe(true);
    }
    await summary.click();
  }
});

test("pointing at a mark or focusing a row marks the backbone in every figure and its row; nothing moves", async ({
  page,
}) => {
  await page.goto("/");
  await untilAlive(page);
  const shown = strips(page).locator("b");
  const best = await shown.allInnerTexts();
  expect(best).toEqual(["50.0", "33.8", "0.2811", "85.3", "43.8", "0.398"]);
  const height = await page.locator("main").evaluate(({ scrollHeight }) => scrollHeight);
  await row(page, "mae").getByRole("link").first().focus();
  await expect(shown).toHaveText(["49.8", "25.3", "0.2662", "60.2", "25.3", "0.580"]);
  await expect(scatter(page)).toContainText("MAE: 17.6, 60.2");
  await expect(page.locator("[data-lit-link]")).toHaveCount(7);
  await expect(row(page, "mae")).toHaveAttribute("data-lit");
  await page.evaluate(() => scrollTo(0, 0));
  const mark = await strips(page).nth(3).locator("[data-lit-link] circle").boundingBox();
  await page.keyboard.press("Escape");
  await expect(shown).toHaveText(best);
  await expect(page.locator("[data-lit]")).toHaveCount(0);
  if (!mark) throw new Error("no mark was lit");
  await page.mouse.move(mark.x + mark.width / 2, mark.y + mark.height / 2);
  await expect(row(page, "mae")).toHaveAttribute("data-lit");
  expect(await page.locator("main").evaluate(({ scrollHeight }) => scrollHeight)).toBe(height);
  await page.mouse.down();
  await page.mouse.up();
  await expect(page).toHaveURL(/\/backbones\/mae$/);
});

test("keys walk the backbones from one stop, read out; the pointer marks a row too", async ({ page }) => {
  await page.goto("/");
  await untilAlive(page);
  const figures = page.getByRole("group", { name: /^Backbones in six tasks/ });
  await figures.focus();
  await page.keyboard.press("ArrowRight");
  await expect(figures.locator("[aria-live]")).toHaveText(
    /^DINOv2 \(ViT-L\): Instance discrimination ARI 46\.4/,
  );
  await expect(row(page, "dinov2-l")).toHaveAttribute("data-lit");
  await page.keyboard.press("End");
  await expect(row(page, "random")).toHaveAttribute("data-lit");
  await page.keyboard.press("Escape");
  await expect(page.locator("[data-lit]")).toHaveCount(0);
  await row(page, "sam2").locator("th").hover();
  await expect(row(page, "sam2")).toHaveAttribute("data-lit");
  await page.mouse.move(0, 0);
  await expect(page.locator("[data-lit]")).toHaveCount(0);
  await figures.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/backbones\/dinov2-l$/);
});

test("figures are saved with the words that stand around them, and numbers; a list that opens over the page closes", async ({
  page,
}) => {
  await page.goto("/");
  const saved = async (name: RegExp) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator("details[open]").getByRole("button", { name }).click(),
    ]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path()).toString() };
  };
  const opened = page.locator("details[open]");
  await page.locator("summary", { hasText: "Save the scores of each task" }).click();
  const svg = await saved(/^SVG/);
  expect(svg.name).toBe("scores-by-task.svg");
  const words = ["Instance discrimination", "RMSE, m; axis turned round", "SAM 2 B+", "Vision-language"];
  expect(words.filter((some) => !svg.text.includes(some))).toEqual([]);
  expect(svg.text.match(/<use|var\(|class=/), "what only a page has").toBeNull();
  expect(svg.text.match(/ d="m/g), "shapes of marks and legend").toHaveLength(6 * 18 + 4);
  await page.keyboard.press("Escape");
  await expect(opened).toHaveCount(0);
  await page.locator("summary", { hasText: "Save the score against cost" }).click();
  const csv = await saved(/^CSV/);
  expect(csv.name).toBe("score-voc2012-iou-gmacs-for-one-image.csv");
  expect(csv.text.trim().split("\r\n")).toHaveLength(19);
  await page.getByRole("heading", { level: 1 }).click();
  await expect(opened).toHaveCount(0);
  const variants = page.locator("nav summary", { hasText: "variants" });
  await variants.click();
  await expect(opened.getByRole("link")).not.toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(opened).toHaveCount(0);
  await expect(variants).toBeFocused();
});

test.describe("by touch", () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });
  test("a tap shows a backbone's name, the next opens its page", async ({ page }) => {
    await page.goto("/");
    const plot = strips(page).first().locator("svg").first();
    const box = await plot.boundingBox();
    if (!box) throw new Error("no plot");
    const [x, y] = [box.x + 0.06 * box.width, box.y + 17];
    await page.touchscreen.tap(x, y);
    await expect(strips(page).first()).toContainText("ImageNet");
    await expect(page).toHaveURL(/\/$/);
    await page.touchscreen.tap(x, y);
    await expect(page).toHaveURL(/\/backbones\/imagenet$/);
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("finding and figures are all there", async ({ page }) => {
    await page.goto("/");
    await expect(page.getByText(finding)).toBeVisible();
    await expect(strips(page).locator("use")).toHaveCount(6 * 18);
    await expect(strips(page).first()).toContainText("SAM 2 B+");
    await expect(scatter(page).locator("use")).toHaveCount(18);
  });
});
