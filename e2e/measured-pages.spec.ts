import { readFileSync } from "node:fs";
import { testAppearances } from "./appearance.ts";
import { fillMeasuredDatabase } from "./measured-database.ts";
import { testOfOwnSite } from "./own-site.ts";
import { startScratchSite } from "./site.ts";
import { expect } from "./watched-page.ts";

const test = testOfOwnSite(() => startScratchSite(fillMeasuredDatabase));

// One site serves them all.
test.describe.configure({ mode: "default" });

/** Pages that measured results make different from the paper's: with intervals, shared ranks, times and provenance. */
testAppearances(test, "all", {
  "measured-board": { path: "/boards/scenes-p1-smoke", pictured: "dark" },
  "measured-pareto": { path: "/pareto/scenes-p1-smoke", pictured: "light" },
  "measured-backbone": { path: "/backbones/made-up-a", pictured: "light" },
  "measured-compare": { path: "/compare/scenes-p1-smoke/made-up-a,made-up-b,made-up-c" },
  "measured-task": { path: "/tasks/voc2012/scenes-p1-smoke", pictured: "dark" },
});

test("all that share the best are marked, and a second run stands beside the number that it is of", async ({
  page,
}) => {
  await page.goto("/boards/scenes-p1-smoke");
  const row = (id: string) => page.locator(`tr[data-backbone="${id}"]`);
  for (const id of ["made-up-a", "made-up-b"]) await expect(row(id).locator("[data-best]")).toHaveCount(6);
  await expect(page.locator("td[data-best]")).toHaveCount(12);
  await expect(row("made-up-a").locator("[data-run=reproduced]")).toHaveCount(1);
  await expect(
    row("made-up-c").getByRole("link", { name: /^48\.6, .*another maintainer’s run differs$/ }),
  ).toBeVisible();
  await expect(page.locator("td[data-run]")).toHaveCount(2);
  await expect(page.getByText("reproduced by another maintainer")).toBeVisible();
  await expect(row("made-up-e").locator("[data-tenths='0']"), "a baseline fills no line").toHaveCount(6);
});

test("a learning curve says its numbers to pointer and keys within a phone's width, and is saved and printed as it was drawn", async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/backbones/made-up-a");
  const result = page.locator("details[id^='result-']").first();
  await result.locator("summary").first().click();
  const figure = result.locator("figure");
  const live = figure.getByRole("application");
  const drawn = figure.getByRole("img", { name: /^Learning curve, / });
  await figure.scrollIntoViewIfNeeded();
  await expect(drawn).toBeHidden();
  const box = await live.boundingBox();
  if (!box) throw new Error("the chart has no box");
  const said = figure.getByText("training loss", { exact: false }).filter({ hasText: /^training loss/ });
  for (const [share, loss] of [
    [0.25, "3.100"],
    [0.95, "1.200"],
  ] as const) {
    await page.mouse.move(box.x + share * box.width, box.y + box.height / 2);
    await expect(said).toHaveText(`training loss ${loss}`);
    const { x, width } = (await said.boundingBox()) ?? { x: Number.NaN, width: Number.NaN };
    expect(x).toBeGreaterThanOrEqual(box.x);
    expect(x + width).toBeLessThanOrEqual(box.x + box.width);
  }
  await page.keyboard.press("Escape");
  await expect(said).toBeHidden();
  await page.mouse.move(0, 0);
  await live.focus();
  await page.keyboard.press("ArrowRight");
  await expect(said).toHaveText("training loss 1.200");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    figure.getByRole("button", { name: /^SVG: / }).click(),
  ]);
  const svg = readFileSync(await download.path(), "utf8");
  expect(svg).toContain("loss (lower is better)");
  expect(svg).not.toContain("recharts");
  await page.emulateMedia({ media: "print" });
  await expect(drawn).toBeVisible();
  await expect(live).toBeHidden();
});
