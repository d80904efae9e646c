import { expect, test } from "./watched-page.ts";

/** CSS pixels between the margins of the narrower of A4 and Letter: A4 upright, Letter lying. */
const upright = 688;
const lying = 980;

for (const [path, width] of [
  ["/", lying],
  ["/?show=identity", lying],
  ["/pareto", upright],
  ["/compare/paper/dinov2-l,aimv2,siglip-so,clip-l", upright],
  ["/backbones/dinov2-b", upright],
  ["/backbones", upright],
  ["/ablations", lying],
  ["/correlations", upright],
] as const) {
  test(`${path} is printed ${width === lying ? "lying" : "upright"}, no column cut`, async ({ page }) => {
    await page.setViewportSize({ width, height: 700 });
    await page.emulateMedia({ media: "print" });
    await page.goto(path);
    await expect(page.locator("table").first()).toBeVisible();
    // The view in the address is there only once the page's script has run.
    if (path.includes("identity")) await expect(page.getByText("LVD-142M").first()).toBeVisible();
    const cut = await page.evaluate(() => {
      const right = document.documentElement.clientWidth;
      const cells = [...document.querySelectorAll("th, td")].filter((cell) => cell.checkVisibility());
      const beyond = cells.filter((cell) => cell.getBoundingClientRect().right > right + 1);
      const clipped = cells.filter(
        (cell) => getComputedStyle(cell).overflowX !== "visible" && cell.scrollWidth > cell.clientWidth + 1,
      );
      return [...beyond, ...clipped].map(({ textContent }) => textContent);
    });
    expect(cut).toEqual([]);
    if (path === "/pareto") {
      // Nobody scrolled to the chart, and its names are placed for the page's width.
      const names = page.locator("g[data-medium='paper']:visible");
      await expect(names).toHaveCount(18);
      const rights = await names.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().right));
      expect(Math.max(...rights)).toBeLessThanOrEqual(upright);
    }
    const pdf = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1");
    const [, across, up] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? [];
    expect(Number(across) > Number(up), "wider than high").toBe(width === lying);
  });
}
