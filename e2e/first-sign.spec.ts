import type { Page } from "@playwright/test";
import { untilAlive } from "./alive.ts";
import { rowNames, status } from "./board-on-screen.ts";
import { expect, test, unwatched } from "./watched-page.ts";

/** A board is the server's document until its table has come and its visitor gives a first sign. */

const tables = "**/api/tables/**";

/** Answers at these addresses wait until the function that it gives is called. */
async function hold(page: Page, addresses: string): Promise<() => void> {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(addresses, async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

test("a page's scripts come after its first paint, and do what was asked of it before", async ({ page }) => {
  const release = await hold(page, "**/_next/static/**/*.js");
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/correlations");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Switch between light and dark theme" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.getByRole("radio", { name: "Lower-is-better turned round" }).check();
  expect(page.url()).not.toContain("?");
  release();
  await expect(page).toHaveURL(/\?/);
  await expect(page.getByRole("radio", { name: "Lower-is-better turned round" })).toBeChecked();
  await expect(page.locator("html"), "the theme is changed once").toHaveAttribute("data-theme", "dark");
});

test("does what was asked of it before it listened", async ({ page }) => {
  const release = await hold(page, tables);
  await page.goto("/");
  await page.getByLabel("Self-supervised").click();
  await page.getByLabel("Supervised", { exact: true }).click();
  await page.getByRole("radio", { name: "Spatial understanding" }).click();
  await page.getByRole("button", { name: /^RMSE/ }).click();
  await page.getByLabel("Search").pressSequentially("vit");
  const before = await rowNames(page);
  release();
  await expect(page).toHaveURL(/q=vit/);
  const address = new URL(page.url()).searchParams;
  expect(Object.fromEntries(address)).toMatchObject({
    tasks: "spatial-understanding",
    training: "self-supervised,supervised",
    q: "vit",
  });
  expect(address.get("sort")).toBe("nyuv2-depth.rmse");
  await expect(page.getByLabel("Self-supervised")).toBeChecked();
  await expect(page.getByLabel("Supervised", { exact: true })).toBeChecked();
  expect((await rowNames(page)).length).toBeLessThan(before.length);
});

test("does it to the view that its address asks for", async ({ page }) => {
  const release = await hold(page, tables);
  await page.goto("/?sort=nyuv2-depth.rmse");
  const relative = page.getByLabel("Relative", { exact: true });
  await relative.check();
  release();
  await expect(page).toHaveURL(
    /sort=nyuv2-depth\.rmse&.*scores=relative|scores=relative&.*sort=nyuv2-depth\.rmse/,
  );
  await expect(relative).toBeChecked();
});

test("its first sign may be the click on a control itself", async ({ page }) => {
  const table = page.waitForResponse(tables);
  await page.goto("/");
  await (await table).finished();
  await page.getByRole("button", { name: /^RMSE/ }).dispatchEvent("click");
  await expect(page).toHaveURL(/sort=nyuv2-depth\.rmse/);
});

test("a checkbox as well, and once", async ({ page }) => {
  const table = page.waitForResponse(tables);
  await page.goto("/");
  await (await table).finished();
  await page.getByLabel("Self-supervised").evaluate((box: HTMLInputElement) => box.click());
  await expect(status(page)).toContainText("self-supervised");
  await expect(page.getByLabel("Self-supervised")).toBeChecked();
});

unwatched("asks again where the table did not come", async ({ page }) => {
  let asked = 0;
  await page.route(tables, (route) => (asked++ === 0 ? route.abort() : route.continue()));
  await page.goto("/?sort=name");
  await expect(status(page)).toContainText("name");
  expect(asked).toBe(2);
});

/** Answers the first question for a table as if an upload had replaced it. */
async function replaceTableOnce(page: Page): Promise<{ tables: number; pages: number }> {
  const asked = { tables: 0, pages: 0 };
  page.on("load", () => asked.pages++);
  await page.route(tables, (route) => {
    asked.tables++;
    return asked.tables === 1 ? route.fulfill({ status: 404, json: { error: "gone" } }) : route.continue();
  });
  return asked;
}

unwatched("reads the page again, once, where its table is not the newest any more", async ({ page }) => {
  const asked = await replaceTableOnce(page);
  await page.goto("/?sort=name");
  await expect(status(page)).toContainText("name");
  expect(asked).toEqual({ tables: 2, pages: 2 });
});

unwatched("arrives where a link leads although the table there was replaced", async ({ page }) => {
  const asked = await replaceTableOnce(page);
  await page.goto("/method");
  // Before, the link would be the browser's own.
  await untilAlive(page);
  await page.getByRole("link", { name: "Pareto", exact: true }).click();
  await expect(page).toHaveURL(/\/pareto$/);
  await expect.poll(() => asked).toEqual({ tables: 2, pages: 2 });
  await expect(page.locator("figcaption")).toContainText("on the frontier");
});
