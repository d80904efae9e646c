import { expect, test } from "./watched-page.ts";

test("a task says how it is measured and ranks its backbones, and leads on", async ({ page }) => {
  await page.goto("/tasks");
  await page.getByRole("link", { name: "NYUv2 depth" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("NYUv2 depth");
  await expect(page.getByText("Root mean squared error, in metres; lower is better.")).toBeVisible();
  const rows = page.locator("tbody tr");
  await expect(rows).toHaveCount(18);
  await expect(rows.first()).toContainText("DINOv2 (ViT-L)");
  const errors = (await rows.locator("td:nth-of-type(2)").allInnerTexts()).map(Number.parseFloat);
  expect(errors).toEqual([...errors].sort((a, b) => a - b));
  await page.getByRole("link", { name: "On the board with all tasks" }).click();
  await expect(page.getByRole("status")).toContainText("Ranked by NYUv2 depth RMSE");
});

test("a task's page of another cohort, and of none", async ({ page }) => {
  await page.goto("/tasks/voc2012/paper-dim-8");
  expect(await page.locator("tbody tr").count()).toBeGreaterThan(0);
  await page.goto("/tasks/boundaries/paper-dim-8");
  await expect(page.getByText("No result of this task is on this board yet.")).toBeVisible();
  for (const path of ["/tasks/nonsense", "/tasks/voc2012/nonsense", "/tasks/voc2012/paper/more"]) {
    expect((await page.goto(path))?.status()).toBe(404);
  }
});

test("the board's first rows side by side; the paper's numbers get no interval", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "The first 4 of this view side by side" }).click();
  await expect(page).toHaveURL(/\/compare\/paper\/dinov2-l,/);
  await expect(page.locator("thead th")).toHaveCount(5);
  await expect(page.locator("tbody tr")).toHaveCount(9);
  await expect(page.getByText("so none has an interval")).toBeVisible();
});

test("differences are to the first, better by the metric's direction", async ({ page }) => {
  await page.goto("/compare/paper/mae,dinov2-b");
  const voc = page.locator("tbody tr", { hasText: "mean intersection over union" }).first();
  await expect(voc).toContainText("60.2");
  await expect(voc).toContainText("83.4");
  await expect(voc.locator("small[data-better=true]")).toContainText("+23.2");
  const depth = page.locator("tbody tr", { hasText: "root mean squared error" });
  await expect(depth.locator("small[data-better=true]")).toContainText("−0.155");
});

test("a backbone's page leads to its board with it on top, and beside the best and the next better", async ({
  page,
}) => {
  await page.goto("/backbones/mae");
  await page.getByRole("link", { name: "See it on the board" }).click();
  await expect(page).toHaveURL(/\?pin=mae$/);
  const first = page.locator("tbody tr[data-pinned]");
  await expect(first.locator("a[href='/backbones/mae']").first()).toBeVisible();
  await page.goto("/backbones/mae");
  await page.getByRole("link", { name: /^Put it beside / }).click();
  await expect(page).toHaveURL(/\/compare\/paper\/mae,dinov2-l,[a-z0-9-]+$/);
  await expect(page.locator("thead th")).toHaveCount(4);
});

test("a choice has one address", async ({ page }) => {
  await page.goto("/compare?with=dinov2-b&cohort=paper");
  // With the board's best other: a comparison at once.
  await expect(page).toHaveURL(/\/compare\/paper\/dinov2-b,dinov2-l$/);
  await expect(page.locator("tbody tr")).toHaveCount(9);
  await page.getByLabel("with").selectOption("mae");
  await page.getByRole("button", { name: "Compare" }).press("Enter");
  await expect(page).toHaveURL(/\/compare\/paper\/dinov2-b,mae$/);
  await expect(page.locator("thead th")).toHaveCount(3);
});

test("the program that loads a backbone is copied whole; the list is filtered by what one may do", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/backbones?use=commercial&q=imagenet+joint");
  await expect(page.locator("main tbody a")).toHaveCount(1);
  await page.locator("main a[href='/backbones/dino']").click();
  await page.getByRole("button", { name: "Copy the program for timm" }).click();
  await expect(page.getByRole("button", { name: /^Copied/ })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('"vit_base_patch8_224.dino"');
  expect(copied).toContain("features = tokens[:, 1:].transpose(1, 2).reshape(1, 768, 28, 28)");
});

test("ignores unknown backbones in an address, and says so of an unknown board", async ({ page }) => {
  await page.goto("/compare?with=mae,nonsense,mae,dinov2-b");
  await expect(page.locator("thead th")).toHaveCount(3);
  expect((await page.goto("/compare?with=mae,dinov2-b&cohort=nonsense"))?.status()).toBe(404);
});

test("a question of budget and licence has an address, reasons, and limits that can be relaxed", async ({
  page,
}) => {
  await page.goto("/choose?gmacs=40&use=commercial");
  const names = page.locator("ol article h3");
  await expect(page.getByRole("status").filter({ hasText: "trained backbones" })).toContainText(
    /; \d+ fit\./,
  );
  await page.getByRole("checkbox", { name: "Pascal VOC 2012" }).check();
  await expect(page).toHaveURL(/\?tasks=voc2012&gmacs=40&use=commercial$/);
  await expect(names).toHaveText(["CLIP"]);
  await expect(page.getByText("17.0 points behind DINOv2 (ViT-L), the best of all")).toBeVisible();
  await page.getByRole("button", { name: "Allow 55.4 GMACs" }).click();
  await expect(page).toHaveURL(/gmacs=55\.4/);
  await expect(names.first()).toHaveText("SigLIP-384");
  await page.getByRole("spinbutton", { name: "GMACs at most" }).fill("1");
  await expect(page.getByText("none fits")).toBeVisible();
  await expect(page.getByText("The nearest, and what they miss:")).toBeVisible();
  await page.goBack();
  await expect(names.first()).toHaveText("SigLIP-384");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("a question is asked by the form, and answered by the server", async ({ page }) => {
    await page.goto("/choose");
    await page.getByRole("checkbox", { name: "Pascal VOC 2012" }).check();
    await page.getByRole("spinbutton", { name: "GMACs at most" }).fill("40");
    await page.getByRole("button", { name: "Find backbones" }).click();
    await expect(page).toHaveURL(/tasks=voc2012&gmacs=40/);
    await expect(page.locator("ol article h3").first()).toHaveText("MetaCLIP");
    await expect(page.getByRole("spinbutton", { name: "GMACs at most" })).toHaveValue("40");
  });

  test("tasks are there, and the form compares", async ({ page }) => {
    await page.goto("/tasks/voc2012");
    await expect(page.locator("tbody tr")).toHaveCount(18);
    await page.goto("/compare");
    await page.getByLabel("with").selectOption("mae");
    await page.getByRole("button", { name: "Compare" }).click();
    await expect(page).toHaveURL(/\/compare\/paper\/dinov2-l,mae$/);
    await expect(page.locator("tbody tr")).toHaveCount(9);
  });
});
