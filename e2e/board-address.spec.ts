import { inMenu, rowNames, status } from "./board-on-screen.ts";
import { expect, test } from "./watched-page.ts";

test("keeps the whole view in the URL", async ({ page }) => {
  await page.goto("/");
  await inMenu(page, "Training", async (menu) => {
    await menu.getByLabel("Self-supervised").check();
    await menu.getByLabel("Supervised", { exact: true }).check();
  });
  await inMenu(page, "Tasks", (menu) => menu.getByLabel("Instance awareness").check());
  await page.getByRole("button", { name: /^ARI/ }).click();
  await page.getByRole("button", { name: /^ARI/ }).click();
  await page.getByLabel("Search").fill("imagenet");
  await expect(page).toHaveURL(/q=imagenet/);
  const names = await rowNames(page);
  expect(names.length).toBeGreaterThan(2);
  const address = page.url();
  await page.goto("about:blank");
  await page.goto(address);
  await expect(status(page)).toContainText("worst first");
  expect(await rowNames(page)).toEqual(names);
  await expect(page.getByLabel("Search")).toHaveValue("imagenet");
  await inMenu(page, "Training", async (menu) => {
    await expect(menu.getByLabel("Self-supervised")).toBeChecked();
    await expect(menu.getByLabel("Supervised", { exact: true })).toBeChecked();
  });
  await inMenu(page, "Tasks", (menu) => expect(menu.getByLabel("Instance awareness")).toBeChecked());
});

test("gives exactly the view on screen as data", async ({ page }) => {
  await page.goto("/");
  await inMenu(page, "Training", (menu) => menu.getByLabel("Vision-language").check());
  await page.getByRole("button", { name: /^RMSE/ }).click();
  await expect(page.getByRole("link", { name: "CSV" })).toHaveAttribute("href", /sort=nyuv2-depth\.rmse/);
  const names = await rowNames(page);
  const address = await page.getByRole("link", { name: "JSON" }).getAttribute("href");
  const answer = (await (await page.request.get(address ?? "")).json()) as {
    rows: { backbone: { label: string }; rank: number }[];
  };
  expect(answer.rows.map(({ backbone }) => backbone.label)).toEqual(
    names.map((name) => name.split(",")[0]?.trim()),
  );
  expect(answer.rows[0]?.rank).toBe(3);
});

test("a table for other sites: the view alone, links out of the frame, and HTML to paste", async ({
  page,
  context,
}) => {
  await page.goto("/?scores=relative&pin=mae&training=supervised");
  await page.getByText("Embed", { exact: true }).click();
  const field = page.getByLabel("HTML that shows this view");
  await expect(field).not.toHaveValue("");
  const html = await field.inputValue();
  const address = /src="([^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
  expect(address).toMatch(/^http.*\/embed\/paper\?training=supervised&scores=relative&pin=mae$/);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy" }).click();
  await expect(page.getByRole("button", { name: "Copied the HTML" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(html);

  const answer = await page.goto(address);
  expect(answer?.headers()["content-security-policy"]).toContain("frame-ancestors *");
  await expect(page.locator("tbody tr")).toHaveCount(3);
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await expect(page.getByRole("contentinfo")).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Keep/ })).toHaveCount(0);
  await expect(page.locator("tbody a:not([target=_blank])")).toHaveCount(0);
  const back = page.getByRole("link", { name: "Dense Probing Leaderboard" });
  await expect(back).toHaveAttribute("href", "/?training=supervised&scores=relative&pin=mae");
  for (const path of ["/", "/boards/paper", "/method"]) {
    const { headers } = { headers: (await page.request.get(path)).headers() };
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'self'");
  }
  expect((await page.goto("/embed/no-such-board"))?.status()).toBe(404);
});

test("ignores what it does not know in a URL", async ({ page }) => {
  await page.goto("/?sort=nonsense&dir=sideways&training=unknown&tasks=none");
  await expect(status(page)).toContainText("18 backbones. Ranked by mean rank over 6 tasks");
});

test("Back and Forward walk through the views and pages", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: /^ARI/ }).click();
  await inMenu(page, "Training", (menu) => menu.getByLabel("Supervised", { exact: true }).check());
  await expect(status(page)).toContainText("2 of 18");
  await page.goBack();
  await expect(status(page)).toContainText("18 backbones. Ranked by Instance discrimination ARI");
  await page.goBack();
  await expect(status(page)).toContainText("Ranked by mean rank");
  await page.goForward();
  await expect(status(page)).toContainText("Ranked by Instance discrimination ARI");
  await page.getByRole("link", { name: /^DINOv2 \(ViT-L\)/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("DINOv2 (ViT-L)");
  await page.goBack();
  await expect(status(page)).toContainText("Ranked by Instance discrimination ARI");
});

test("says so at an address that names nothing", async ({ page }) => {
  const answer = await page.goto("/no-such-page");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nothing here");
  expect((await page.goto("/backbones/no-such-backbone"))?.status()).toBe(404);
  expect((await page.goto("/boards/no-such-board"))?.status()).toBe(404);
});
