import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { moveUntilVisible } from "./alive.ts";
import { expect, test } from "./watched-page.ts";

// Fingers have rules of their own.
test.use({ hasTouch: true });

/** Where recharts draws, once it has come. */
const liveChart = "[data-medium='screen']:has(> [role='group'])";

/** The chart's own numbers; times have a table of theirs. */
const chartTable = (page: Page) => page.getByRole("table", { name: /^The chart as a table/ });

test("Pareto: the frontier follows the score, the cost and the filter, and the URL has them", async ({
  page,
}) => {
  await page.goto("/pareto?cost=parameters");
  const caption = page.locator("figcaption");
  await expect(caption).toContainText("7 of 18 backbones are on the frontier");
  await page.getByLabel("Score", { exact: true }).selectOption({ label: "NYUv2 depth, RMSE" });
  await expect(caption).toContainText("3 of 18");
  await page.getByLabel("Cost", { exact: true }).selectOption("tokens");
  await page.getByLabel("Linear").check();
  await page.getByLabel("Vision-language").check();
  await expect(chartTable(page).locator("tbody tr")).toHaveCount(9);
  const text = await caption.textContent();
  const address = page.url();
  expect(address).toContain("score=nyuv2-depth.rmse&cost=tokens&scale=linear&training=vision-language");
  await page.goto("about:blank");
  await page.goto(address);
  await expect(caption).toHaveText(text ?? "");
});

test("Pareto: the chart draws every backbone of its table and keeps its place", async ({ page }) => {
  await page.addInitScript(() => {
    const shifts = { total: 0 };
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        shifts.total += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto("/pareto");
  await expect(page.locator("a[data-point]:visible")).toHaveCount(18);
  await expect(
    page.locator("a[data-point]:visible").getByText("Random (untrained) ↓ 3.5").filter({ visible: true }),
  ).toBeVisible();
  await expect(page.locator("g[data-medium='screen']:visible")).toHaveCount(18);
  await expect(chartTable(page).locator("tbody tr")).toHaveCount(18);
  const total = await page.evaluate(() => (window as unknown as { shifts: { total: number } }).shifts.total);
  expect(total).toBeLessThan(0.05);
});

test("Pareto: a tooltip names its point, can be entered, goes by Escape, and comes before the page for a finger", async ({
  page,
}) => {
  await page.goto("/pareto");
  await moveUntilVisible(page, page.locator(liveChart));
  const point = (id: string) => page.locator(`${liveChart} [data-point='${id}']`);
  const tooltip = page.locator("[data-shown]");
  await point("dino").locator("circle").hover();
  await expect(tooltip).toContainText("GMACs 78.1");
  await expect(tooltip).toContainText("Dominated by SigLIP-384 and 3 more");
  await tooltip.hover();
  await expect(tooltip.getByRole("link")).toHaveAttribute("href", "/backbones/dino");
  await page.keyboard.press("Escape");
  await expect(tooltip).toBeHidden();
  await point("hiera-b-plus").focus();
  await page.keyboard.press("ArrowRight");
  await expect(point("siglip-224")).toBeFocused();
  // The next better score, whatever it costs.
  await page.keyboard.press("ArrowUp");
  await expect(point("clip-b")).toBeFocused();
  await expect(tooltip).toContainText("Dominated by MetaCLIP");
  await point("sam2").locator("circle").tap();
  await expect(tooltip).toContainText("GMACs 320");
  await expect(page).toHaveURL(/\/pareto$/);
  await page.getByRole("heading", { level: 1 }).dispatchEvent("pointerdown");
  await expect(tooltip).toBeHidden();
  await point("sam2").locator("circle").tap();
  await expect(tooltip).toContainText("GMACs 320");
  await expect(page).toHaveURL(/\/pareto$/);
  await point("sam2").locator("circle").tap();
  await expect(page).toHaveURL(/\/backbones\/sam2$/);
});

test("Pareto: the chart is saved as files that need nothing else, light whatever the page is", async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("/pareto?score=nyuv2-depth.rmse");
  const saved = async (format: string) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: `${format}: NYUv2 depth` }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`pareto-nyuv2-depth-rmse-macs.${format.toLowerCase()}`);
    return readFileSync(await download.path());
  };
  const svg = (await saved("SVG")).toString();
  const words = ["<title>NYUv2 depth", "Vision-language", "Hiera B+", "Printed in the paper. http"];
  expect(words.filter((some) => !svg.includes(some))).toEqual([]);
  expect(/font-family:Geist;[^}]*data:font\/woff2;base64,/.test(svg), "it has its font").toBe(true);
  expect(svg.match(/var\(|class=|style="|<a |<image/), "what only a page has").toBeNull();
  const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(paper).not.toBe("rgb(255, 255, 255)");
  expect(svg.includes('fill="rgb(255, 255, 255)"')).toBe(true);
  expect(svg.includes(paper), "a colour of the dark page").toBe(false);
  const png = await saved("PNG");
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(png.readUInt32BE(16)).toBe(3 * 720);
  const lines = (await saved("CSV")).toString().trim().split("\r\n");
  expect(lines).toHaveLength(19);
  expect(lines[1]).toBe("hiera-b-plus,Hiera B+,self-supervised,12.639610368,0.523,,,yes,");
});

test("Pareto: times that come with the site name their device and say what weights they are of", async ({
  page,
}) => {
  await page.goto("/pareto?cost=time");
  await expect(
    page.getByText(/Times were measured .* 18 of 18 backbones of this board have one/),
  ).toBeVisible();
  await expect(page.locator("figcaption")).toContainText(
    /against backbone time, measured on .+, 17 of 18 with random weights, which take the same time/,
  );
  await expect(chartTable(page).getByText("random weights")).toHaveCount(17);
  await page.goto("/backbones/mae#speed");
  await expect(page.getByText(/^× [\d.]+ on .*, random weights$/)).toBeVisible();
});

test("correlations: a cell opens its scatter plot, the URL has it", async ({ page }) => {
  await page.goto("/correlations");
  const caption = page.locator("figcaption");
  await expect(caption).toContainText("Pascal VOC 2012 mIoU against Parameters");
  await page
    .getByRole("row", { name: /^Boundaries IoU/ })
    .getByRole("button")
    .nth(2)
    .click();
  await expect(caption).toContainText("Boundaries IoU against Feature size");
  await expect(caption).toContainText("ρ +0.89, p ≤ 0.00001, ≤ 0.00078 among all pairs, n 17");
  await expect(page.locator("a[data-point]:visible")).toHaveCount(17);
  await expect(page.getByRole("list", { name: "Training" }).getByRole("listitem")).toHaveText([
    "Self-supervised",
    "Vision-language",
    "Supervised",
  ]);
  await expect(page).toHaveURL(/x=grid&y=boundaries\.iou/);
  const depth = page.getByRole("button", { name: /^NYUv2 depth RMSE and Parameters: / });
  await depth.click();
  await page.getByLabel("Lower-is-better turned round").check();
  await expect(depth).toHaveText("+0.78");
  await expect(page.locator("[data-axis='y']:visible")).toHaveText(/lower is better, axis turned round/);
  await page.goBack();
  await expect(depth).toHaveText("−0.78");
  await expect(page.locator("[data-axis='y']:visible")).not.toHaveText(/turned round/);
});

test("correlations: the matrix is one tab stop, arrow keys walk its cells, other benchmarks are its last rows", async ({
  page,
}) => {
  await page.goto("/correlations");
  const cells = page.getByRole("grid").getByRole("button");
  await expect(cells).toHaveCount(78 + 2 * 13);
  await expect(cells.and(page.locator("[tabindex='0']"))).toHaveAccessibleName(
    "Pascal VOC 2012 mIoU and Parameters: +0.90",
  );
  await cells.and(page.locator("[tabindex='0']")).focus();
  await page.keyboard.press("Control+End");
  await expect(page.getByRole("button", { name: "CV-Bench 3D and NYUv2 depth RMSE: −0.71" })).toBeFocused();
  await expect(cells.and(page.locator("[tabindex='0']"))).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page.locator("figcaption")).toContainText("CV-Bench 3D against NYUv2 depth RMSE");
  await expect(page).toHaveURL(/x=nyuv2-depth\.rmse&y=cv-bench-3d/);
});
