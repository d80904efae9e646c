import type { Page } from "@playwright/test";
import { untilAlive } from "./alive.ts";
import { columnValues, inMenu, rowNames, status, vocIouPlace } from "./board-on-screen.ts";
import { expect, test } from "./watched-page.ts";

const scoreHeadings = (page: Page) => page.locator("thead tr:last-child button[title$='is better']");

test("shows six metrics of eighteen backbones, best first, and what they cost; cross-entropies when asked", async ({
  page,
}) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/dense features/);
  expect(await rowNames(page)).toHaveLength(18);
  for (const label of ["ARI", "AP large", "mIoU", "IoU", "RMSE", "GMACs", "Params", "Licence"]) {
    await expect(page.locator("thead button", { hasText: label }).first()).toBeVisible();
  }
  await expect(scoreHeadings(page)).toHaveCount(6);
  expect((await rowNames(page))[0]).toContain("DINOv2 (ViT-L)");
  await expect(page.locator("td[data-best]")).toHaveCount(6);
  await expect(page.locator("tbody tr", { hasText: "MAE" })).toContainText("CC-BY-NC-4.0non-commercial");
  await inMenu(page, "More", (menu) => menu.getByRole("checkbox", { name: "Cross-entropies" }).check());
  await expect(scoreHeadings(page)).toHaveCount(9);
  await expect(page.locator("td[data-best]")).toHaveCount(9);
  await expect(page).toHaveURL(/\?show=losses$/);
});

test("sorts by a metric, best first, turns round, then lets go; no column moves", async ({ page }) => {
  await page.goto("/");
  const places = () =>
    page
      .locator("thead button")
      .evaluateAll((buttons) => buttons.map((button) => Math.round(button.getBoundingClientRect().left)));
  const before = await places();
  const button = page.getByRole("button", { name: /^mIoU.*mean intersection over union/ }).first();
  await button.click();
  await expect(status(page)).toContainText("Ranked by Pascal VOC 2012 mIoU, higher is better; best first");
  const best = await columnValues(page, vocIouPlace);
  expect(best).toEqual([...best].sort((a, b) => b - a));
  await expect(page.locator("th[aria-sort=descending]")).toHaveCount(1);
  await button.click();
  const worst = await columnValues(page, vocIouPlace);
  expect(worst).toEqual([...worst].sort((a, b) => a - b));
  await expect(page.locator("th[aria-sort=ascending]")).toHaveCount(1);
  await expect(page.locator("tbody tr").first().locator("td").first()).toHaveText("18");
  expect(await places()).toEqual(before);
  await button.click();
  await expect(status(page)).toContainText("Ranked by mean rank");
  await expect(page).toHaveURL(/\/$/);
  expect(await places()).toEqual(before);
});

test("sorts a lower-is-better metric best first too", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: /^RMSE/ }).click();
  expect((await rowNames(page))[0]).toContain("DINOv2 (ViT-L)");
  await expect(page).toHaveURL(/sort=nyuv2-depth\.rmse$/);
});

test("filters by training, task category and words; ranks stay those of the whole board", async ({
  page,
}) => {
  await page.goto("/");
  await inMenu(page, "Training", (menu) => menu.getByLabel("Vision-language").check());
  await expect(status(page)).toContainText("9 of 18 backbones");
  await expect(page.locator("tbody tr").first().locator("td").first()).toHaveText("3");
  await inMenu(page, "Tasks", (menu) => menu.getByLabel("Local semantics").check());
  await expect(scoreHeadings(page)).toHaveCount(2);
  await page.getByLabel("Search").fill("siglip 224");
  await expect(status(page)).toContainText("1 of 18 backbones");
  await page.getByLabel("Search").fill("no such backbone");
  await expect(page.getByText("No backbone passes these filters.")).toBeVisible();
  await page.getByRole("button", { name: "Show all of them" }).click();
  await expect(status(page)).toContainText("18 backbones");
  await expect(page).toHaveURL(/\/$/);
});

test("puts the tasks together in four figures of two orders, with weights for the categories", async ({
  page,
}) => {
  await page.goto("/");
  const figure = page.locator("tbody tr").first().locator("td").nth(1);
  await expect(figure).toHaveText(/^1\.5#1/);
  await inMenu(page, "More", async (menu) => {
    await menu.getByLabel("Tasks put together by").selectOption("Win rate (order of mean rank)");
  });
  await expect(status(page)).toContainText("Ranked by win rate over 6 tasks, higher is better; best first");
  await expect(figure).toHaveText(/^0\.9\d\d#1/);
  await inMenu(page, "More", async (menu) => {
    await menu.getByLabel("Weight of local semantics").selectOption("0");
    await menu.getByLabel("Weight of spatial understanding").selectOption("0");
  });
  await expect(status(page)).toContainText("over 3 tasks, weighted by category");
  const names = await rowNames(page);
  await page.goto(page.url());
  await expect(status(page)).toContainText("over 3 tasks, weighted by category");
  expect(await rowNames(page)).toEqual(names);
  await expect(page).toHaveURL(/by=win-rate&weights=3%2C0%2C0$/);
});

test("the four figures side by side; a heading ranks by its own", async ({ page }) => {
  await page.goto("/?show=rules");
  const figures = page.locator("tbody tr").first().locator("td");
  await expect(page.locator("thead").getByText("Other figures over all tasks")).toBeVisible();
  // Leaving out any one task changes nothing of the first place; Borda makes no order of its own.
  await expect(figures.nth(1)).toHaveText("1.5#1 with any one task left out");
  await expect(figures.nth(8)).toHaveText("99.0");
  await expect(figures.nth(10)).toHaveText(/^0\.9\d\d#1#1 with any one task left out$/);
  await page.getByRole("button", { name: /^Borda/ }).click();
  await expect(status(page)).toContainText("Ranked by borda over 6 tasks, higher is better; best first");
  await expect(page).toHaveURL(/by=borda&show=rules$/);
  await expect(figures.nth(1)).toHaveText(/^99\.0#1/);
  await expect(figures.nth(8)).toHaveText("1.5");
  await page.goBack();
  await expect(figures.nth(1)).toHaveText(/^1\.5/);
});

test("columns are shown and hidden in groups; ranks stay, and the data have the same columns", async ({
  page,
}) => {
  await page.goto("/");
  await inMenu(page, "More", async (menu) => {
    await menu.getByRole("checkbox", { name: "Boundaries" }).uncheck();
    await menu.getByRole("checkbox", { name: /^Identity/ }).check();
    await menu.getByRole("checkbox", { name: /^Learnable parameters/ }).check();
  });
  await expect(scoreHeadings(page)).toHaveCount(5);
  await expect(page).toHaveURL(/show=identity%2Creadout&hide=boundaries$/);
  await expect(status(page)).toContainText("over 6 tasks");
  await page.getByRole("button", { name: /^Objective/ }).click();
  await expect(status(page)).toContainText("Rows by objective, A to Z");
  const linkIn = (name: string) => page.getByRole("main").getByRole("link", { name });
  await expect(linkIn("How to cite")).toHaveAttribute("href", "/cite");
  await expect(linkIn("Feed")).toHaveAttribute("href", "/feed.xml");
  const csv = await page.request.get((await linkIn("CSV").getAttribute("href")) ?? "");
  const [head = ""] = (await csv.text()).split("\r\n");
  expect(head).toContain(
    "giga_macs,parameters_millions,licence,objective,architecture,pretraining_data,leak",
  );
  expect(head).toContain("voc2012 readout_parameters_millions");
  expect(head).not.toContain("boundaries/");
});

test("filters by any fact; says which are in force, and lets go of them", async ({ page }) => {
  await page.goto("/");
  await inMenu(page, "More", async (menu) => {
    await menu.getByRole("checkbox", { name: /^ViT-B/ }).check();
    await menu.getByRole("checkbox", { name: /^Hiera B\+/ }).check();
    await menu.getByRole("checkbox", { name: /^224 px/ }).check();
  });
  await expect(status(page)).toContainText(
    "of 18 backbones: architecture Hiera B+ or ViT-B; input size 224 px.",
  );
  await inMenu(page, "Budget", async (menu) => {
    await menu.getByLabel("Parameters at most, M").fill("85.8");
    await menu.getByLabel("GMACs at most").fill("17.6");
    await expect(menu.getByRole("link", { name: /memory or milliseconds/ })).toHaveAttribute(
      "href",
      "/choose/paper?gmacs=17.6&params=85.8",
    );
  });
  await expect(status(page)).toContainText("at most 17.6 GMACs; at most 85.8 M parameters");
  await expect(page).toHaveURL(/architecture=hiera-b-plus%2Cvit-b&input=224-px&gmacs=17\.6&params=85\.8$/);
  const names = await rowNames(page);
  expect(names.length).toBeGreaterThan(2);
  expect(names.length).toBeLessThan(9);
  await page.reload();
  await expect(status(page)).toContainText("at most 85.8 M parameters");
  expect(await rowNames(page)).toEqual(names);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(status(page)).toContainText("18 backbones. Ranked by");
  await expect(page.getByRole("button", { name: "Reset view" })).toHaveCount(0);
  await expect(page).toHaveURL(/\/$/);
});

test("pins rows to the top by keyboard, in order, with their true rank and past the filters", async ({
  page,
}) => {
  await page.goto("/");
  const pin = (label: string) => page.getByRole("button", { name: `Keep ${label} on top`, exact: true });
  await untilAlive(page);
  await pin("MAE").press("Enter");
  await expect(pin("MAE")).toBeFocused();
  await expect(pin("MAE")).toHaveAttribute("aria-pressed", "true");
  await pin("CLIP").press("Space");
  await expect(page).toHaveURL(/pin=mae%2Cclip-b$/);
  expect((await rowNames(page)).slice(0, 3).map((name) => name.split(",")[0]?.trim())).toEqual([
    "MAE",
    "CLIP",
    "DINOv2 (ViT-L)",
  ]);
  const rank = page.locator("tbody tr").first().locator("td").first();
  expect(Number(await rank.textContent())).toBeGreaterThan(5);
  await inMenu(page, "Training", (menu) => menu.getByLabel("Supervised", { exact: true }).check());
  await expect(status(page)).toContainText(
    "2 of 18 backbones: supervised. 2 pinned on top, 2 of them outside",
  );
  await expect(page.locator("tbody tr")).toHaveCount(4);
  await expect(page.locator("tbody tr[data-pinned]")).toHaveCount(2);
  const compare = page.getByRole("link", { name: "The 2 pinned backbones side by side" });
  await expect(compare).toHaveAttribute("href", "/compare/paper/mae,clip-b");
  await pin("MAE").press("Enter");
  await expect(page).toHaveURL(/pin=clip-b$/);
  await page.goBack();
  await expect(page).toHaveURL(/pin=mae%2Cclip-b$/);
  await expect(page.locator("tbody tr")).toHaveCount(4);
});

test("shows scores relative to the best and the worst of the board", async ({ page }) => {
  await page.goto("/?sort=nyuv2-depth.rmse");
  await inMenu(page, "More", (menu) => menu.getByLabel("Relative", { exact: true }).check());
  await expect(status(page)).toContainText("0 for the worst and 1 for the best backbone");
  const first = page.locator("tbody tr").first();
  await expect(first).toContainText("DINOv2 (ViT-L)");
  await expect(first.locator("td").nth(7)).toHaveText(/^1\.00/);
  await expect(page.locator("tbody tr").last().locator("td").nth(7)).toHaveText("0.00");
  await expect(page.locator("th[aria-sort=descending]")).toHaveCount(1);
  await expect(page).toHaveURL(/scores=relative$/);
  await page.goBack();
  await expect(first.locator("td").nth(7)).toHaveText(/^0\.398/);
  await page.goForward();
  await expect(first.locator("td").nth(7)).toHaveText(/^1\.00/);
});

test("a number leads to where it comes from", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "83.4" }).click();
  await expect(page).toHaveURL(/\/backbones\/dinov2-b#paper\.voc2012$/);
  const row = page.locator("tbody[id='paper.voc2012'] tr", { hasText: "mean intersection over union" });
  await expect(row).toContainText("83.4");
  await expect(row).toContainText("printed in the paper");
});

test("headings and names stay in sight, whether the page scrolls or the table in it", async ({ page }) => {
  const heading = page.getByRole("button", { name: /^RMSE/ });
  const rowOf = (place: "first" | "last") => page.locator("tbody th[scope=row]")[place]();
  await page.setViewportSize({ width: 1280, height: 600 });
  await page.goto("/");
  await expect(heading).toBeEnabled();
  const scroller = page.getByRole("region", { name: /Scores/ });
  expect(
    await scroller.evaluate((region) => region.scrollWidth - region.clientWidth),
    "all columns fit",
  ).toBe(0);
  await rowOf("last").scrollIntoViewIfNeeded();
  await expect(rowOf("first")).not.toBeInViewport();
  await expect(heading).toBeInViewport({ ratio: 1 });

  await page.setViewportSize({ width: 800, height: 600 });
  await scroller.evaluate((region) => {
    scrollTo(0, scrollY + region.getBoundingClientRect().top);
    region.scrollTo({ left: 400, top: region.scrollHeight });
  });
  await expect(rowOf("first")).not.toBeInViewport();
  await expect(heading).toBeInViewport({ ratio: 1 });
  await expect(rowOf("last")).toBeInViewport({ ratio: 0.9 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(800);
});

test("on a phone rows are cards that say what each number is, and are sorted by a list", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/");
  const cards = page.getByRole("table").getByRole("row");
  await expect(cards).toHaveCount(18);
  const edges = await cards
    .first()
    .evaluate((card) =>
      [...card.children]
        .map((cell) => cell.getBoundingClientRect())
        .flatMap(({ left, right }) => [left, right]),
    );
  expect(Math.min(...edges)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...edges)).toBeLessThanOrEqual(390);
  await expect(
    cards.first().getByRole("link", { name: "85.3, best, Pascal VOC 2012 mIoU of DINOv2 (ViT-L)" }),
  ).toBeVisible();
  const label = (place: number) =>
    cards
      .first()
      .getByRole("cell")
      .nth(place)
      .evaluate((cell) => getComputedStyle(cell, "::before").content);
  expect(await label(5)).toContain("VOC ↑ %");
  expect(await label(8)).toContain("GMACs");
  await page.getByLabel("Sorted by").selectOption("Depth");
  await expect(status(page)).toContainText("Ranked by NYUv2 depth RMSE, lower is better; best first");
  await page.getByRole("button", { name: "Reverse" }).click();
  await expect(status(page)).toContainText("worst first");
  expect((await rowNames(page))[0]).toContain("Random");
});

test("the words of a mark stand on the line of their sentence", async ({ page }) => {
  await page.goto("/method");
  const lines = await page
    .getByText("printed in the paper")
    .first()
    .evaluate((label) => {
      const bottomOf = (node: Node | null | undefined) => {
        const range = document.createRange();
        range.setStart(node as Node, 0);
        range.setEnd(node as Node, 1);
        return range.getBoundingClientRect().bottom;
      };
      return [bottomOf(label.lastChild), bottomOf(label.nextSibling)] as const;
    });
  expect(Math.abs(lines[0] - lines[1])).toBeLessThan(0.5);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("the table is all there, and the controls that would do nothing are not", async ({ page }) => {
    await page.goto("/");
    expect(await rowNames(page)).toHaveLength(18);
    await expect(page.getByLabel("Search")).toBeHidden();
    await page.goto("/pareto");
    await expect(page.getByText("on the frontier").first()).toBeVisible();
    await page.goto("/correlations");
    await expect(page.getByText("+0.90").first()).toBeVisible();
    expect((await page.goto("/backbones/no-such-backbone"))?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nothing here");
  });
});
