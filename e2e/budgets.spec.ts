import { gzipSync } from "node:zlib";
import { firstLoadScripts } from "./first-load.ts";
import { expect, test } from "./watched-page.ts";

const firstLoadLimitBytes = 160_000;

for (const path of ["/", "/pareto", "/correlations", "/backbones/dinov2-b"]) {
  test(`${path} loads at most ${firstLoadLimitBytes / 1000} KB of gzipped JavaScript before anybody scrolls`, async ({
    page,
    request,
  }) => {
    const html = await (await request.get(path)).text();
    const addresses = firstLoadScripts(html);
    let bytes = 0;
    for (const address of addresses)
      bytes += gzipSync(await (await request.get(address)).body(), { level: 9 }).length;
    expect(addresses.size).toBeGreaterThan(2);
    expect(bytes).toBeLessThanOrEqual(firstLoadLimitBytes);
    await page.goto(path);
    expect(await page.locator("*").count()).toBeLessThan(2500);
  });
}

test("a shared link with a view shifts nothing while it loads", async ({ page }) => {
  await page.addInitScript(() => {
    const shifts = { total: 0 };
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        shifts.total += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto("/?sort=boundaries.iou&dir=asc");
  await expect(page.getByRole("status")).toContainText("worst first");
  await expect(page.locator("tbody tr").first()).toBeVisible();
  const total = await page.evaluate(() => (window as unknown as { shifts: { total: number } }).shifts.total);
  expect(total).toBeLessThan(0.05);
});
