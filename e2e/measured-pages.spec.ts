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
