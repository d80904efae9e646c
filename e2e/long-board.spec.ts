import type { Page } from "@playwright/test";
import { hold, moveUntilVisible, scripts, untilAlive } from "./alive.ts";
import { benchCohort, fillBenchDatabase } from "./bench/database.ts";
import { inMenu, rowNames, status } from "./board-on-screen.ts";
import { testOfOwnSite } from "./own-site.ts";
import { startScratchSite } from "./site.ts";
import { expect, unwatched } from "./watched-page.ts";

const backboneCount = 70;
const test = testOfOwnSite(() => startScratchSite((folder) => fillBenchDatabase(folder, backboneCount)));

// One site serves them all.
test.describe.configure({ mode: "default" });

/** A document holds a long board's first page; its other pages and views are fetched. */

const board = `/boards/${benchCohort}`;
const views = "**/api/views/**";
const rows = (page: Page) => page.locator("tbody tr");

test("has pages, and a step of its own in the history for each", async ({ page }) => {
  await page.goto(board);
  await expect(rows(page)).toHaveCount(30);
  const first = await rowNames(page);
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByText("Page 2 of 3")).toBeVisible();
  await expect(page).toHaveURL(/page=2$/);
  expect((await rowNames(page)).some((name) => first.includes(name))).toBe(false);
  await page.getByRole("button", { name: "Next" }).click();
  await expect(rows(page)).toHaveCount(10);
  await expect(page.getByRole("button", { name: "Next" })).toBeDisabled();
  await page.goBack();
  await page.goBack();
  await expect(page.getByText("Page 1 of 3")).toBeVisible();
  expect(await rowNames(page)).toEqual(first);
});

test("sorts, filters and pins over all its pages", async ({ page }) => {
  await page.goto(`${board}?page=3`);
  await page.getByRole("button", { name: /^mIoU/ }).first().click();
  await expect(status(page)).toContainText("Ranked by Pascal VOC 2012 mIoU");
  await expect(page.getByText("Page 1 of 3")).toBeVisible();
  await expect(rows(page).first().locator("td").first()).toHaveText(/^1/);
  await page.getByRole("button", { name: /^Keep/ }).first().click();
  await expect(page.locator("tbody tr[data-pinned]")).toHaveCount(1);
  await page.getByLabel("Search").fill("bench-0007");
  await expect(status(page)).toContainText("1 of 70 backbones");
  await expect(rows(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Reset view" }).click();
  await expect(status(page)).toContainText("70 backbones. Ranked by mean rank");
});

test("a shared link comes with its rows, and its other views are fetched", async ({ page }) => {
  const release = await hold(page, views);
  await page.goto(`${board}?sort=name&dir=desc`);
  await expect(status(page)).toContainText("Rows by name, Z to A");
  expect((await rowNames(page))[0]).toContain("Bench 69");
  await page.getByRole("button", { name: "Next" }).click();
  await expect(status(page)).toHaveText("This view is on its way…");
  await expect(page.locator("table")).toHaveAttribute("aria-busy", "true");
  release();
  await expect(page.getByText("Page 2 of 3")).toBeVisible();
  await page.goBack();
  expect((await rowNames(page))[0]).toContain("Bench 69");
});

test("a frontier of a long board is that of its view as well", async ({ page }) => {
  await page.goto(`/pareto/${benchCohort}?score=nyuv2-depth.rmse`);
  await expect(page.locator("figcaption")).toContainText("of 70 backbones");
  await page.getByLabel("Self-supervised").check();
  await expect(page.getByRole("table").first()).toHaveAttribute("aria-busy", "false");
  await page.getByLabel("Score", { exact: true }).selectOption("Pascal VOC 2012, mIoU");
  await expect(page.getByRole("table").first().locator("caption")).toContainText("Pascal VOC 2012 mIoU");
});

test("controls are disabled until the page's scripts run; the theme's is not one of them", async ({
  page,
}) => {
  const release = await hold(page, scripts);
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(board, { waitUntil: "commit" });
  await expect(rows(page)).toHaveCount(30);
  await expect(page.getByLabel("Search")).toBeDisabled();
  await expect(page.getByRole("button", { name: /^mIoU/ }).first()).toBeDisabled();
  await expect(page.getByRole("button", { name: /^Keep/ }).first()).toBeDisabled();
  await page.getByRole("button", { name: "Switch between light and dark theme" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  release();
  await page.getByLabel("Search").fill("bench-0007");
  await expect(status(page)).toContainText("1 of 70 backbones");
  await expect(page.locator("html"), "the theme is changed once").toHaveAttribute("data-theme", "dark");
});

test("a menu that is opened before scripts run is filled once they do", async ({ page }) => {
  const release = await hold(page, scripts);
  await page.goto(board, { waitUntil: "commit" });
  const menu = page.locator("details[name=board-controls]", { hasText: "Training" });
  await menu.locator("summary").click();
  await expect(menu.getByRole("checkbox")).toHaveCount(0);
  release();
  await menu.getByLabel("Self-supervised").check();
  await expect(page).toHaveURL(/training=self-supervised$/);
});

/** A browser complains of it in its console. */
unwatched.describe("on a bad connection", () => {
  unwatched("asks again where a view did not come", async ({ page }) => {
    const site = await startScratchSite((folder) => fillBenchDatabase(folder, backboneCount));
    try {
      let asked = 0;
      await page.route(views, (route) => (asked++ === 0 ? route.abort() : route.continue()));
      await page.goto(`${site.address}${board}?sort=name`);
      await page.getByRole("button", { name: "Next" }).click();
      await expect(page.getByText("Page 2 of 3")).toBeVisible();
      expect(asked).toBe(2);
    } finally {
      await site.stop();
    }
  });

  unwatched("a short board's views come though what makes them is lost at first", async ({ page }) => {
    await page.goto("/?sort=name&dir=desc");
    await untilAlive(page);
    let asked = 0;
    // Next asks twice by itself.
    await page.route(scripts, (route) => (asked++ < 3 ? route.abort() : route.continue()));
    await page.getByRole("button", { name: /^RMSE/ }).click();
    await expect(status(page)).toHaveText("This view is on its way…");
    await expect(rows(page).first(), "the rows stay until then").toContainText("ViTamin");
    await expect(status(page)).toContainText("Ranked by NYUv2 depth RMSE");
    await expect(rows(page).first()).toContainText("DINOv2 (ViT-L)");
    asked = 0;
    await inMenu(page, "Training", (menu) => menu.getByLabel("Supervised", { exact: true }).check());
    await expect(status(page)).toContainText("2 of 18");
    expect(asked).toBeGreaterThan(3);
  });

  unwatched("shows the rows of its view where its scripts never come", async ({ page }) => {
    await page.route(scripts, (route) => route.abort());
    await page.goto("/?sort=name&dir=desc");
    await expect(rows(page).first()).toContainText("ViTamin");
    expect(await rowNames(page)).toHaveLength(18);
  });
});

test("a chart of many points names the frontier, and of the others the one that is entered", async ({
  page,
}) => {
  await page.goto(`/pareto/${benchCohort}`);
  const chart = page.getByRole("group", { name: /Arrow keys walk the points/ });
  const links = chart.locator("a[data-point]");
  await moveUntilVisible(page, links.first());
  await expect(links).toHaveCount(backboneCount);
  const named = await chart.locator("a[data-point] text").count();
  expect(named).toBeLessThan(backboneCount / 2);
  // From the first point on, keys reach all of them.
  await links.first().focus();
  for (let step = 1; step < 8; step++) await page.keyboard.press("ArrowRight");
  const entered = page.locator("a[data-point]:focus");
  await expect(entered).toHaveAttribute("aria-label", /95 % interval/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("End");
  const place = await entered.boundingBox();
  const said = (await entered.getAttribute("aria-label")) ?? "";
  await page.keyboard.press("Home");
  if (!place) throw new Error("the last point has no place");
  await page.mouse.move(place.x + place.width / 2, place.y + place.height / 2);
  await expect(chart.locator("strong")).toHaveText(said.split(":")[0] ?? "");
  await expect(page.locator("tbody").first().locator("tr")).toHaveCount(30);
  await page.getByRole("button", { name: "Next" }).first().click();
  await expect(page.getByText("Page 2 of 3").first()).toBeVisible();
});
