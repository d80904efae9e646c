import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { untilAlive } from "./alive.ts";
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

const sharedLinks = [
  "/?training=supervised&gmacs=100&sort=boundaries.iou&dir=asc",
  "/?utm_source=mail&q=sam&scores=relative",
  "/embed/paper?sort=name&dir=desc",
  "/pareto?score=nyuv2-depth.rmse&training=supervised",
  "/backbones?q=dino&use=commercial",
  "/choose?tasks=voc2012&gmacs=40",
  "/correlations?x=input&sign=better",
];

const shownRows = (page: Page) => page.locator("main li, tbody tr").allInnerTexts();

test("a shared link is drawn by the server: the view's rows without scripts, and nothing shifts with them", async ({
  page,
  browser,
  baseURL,
}) => {
  await page.addInitScript(() => {
    const shifts = { total: 0 };
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        shifts.total += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  const withoutScripts = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const plain = await withoutScripts.newPage();
  for (const path of sharedLinks) {
    await plain.goto(path);
    const rows = await shownRows(plain);
    expect(rows.length, path).toBeGreaterThan(0);
    await page.goto(path);
    await untilAlive(page);
    expect(await shownRows(page), path).toEqual(rows);
    const total = await page.evaluate(
      () => (window as unknown as { shifts: { total: number } }).shifts.total,
    );
    expect(total, path).toBeLessThan(0.05);
  }
  await withoutScripts.close();
});
