import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { ResultBundle } from "#contract";
import { shownCommand } from "#db/derive/shown-command.ts";
import { axeViolations } from "./axe.ts";
import { testOfOwnSite } from "./own-site.ts";
import { evaluator, type ScratchSite, startScratchSite } from "./site.ts";
import { expect } from "./watched-page.ts";

let site: ScratchSite;
const test = testOfOwnSite(async () => {
  site = await startScratchSite();
  return site;
});

// A real evaluation, uploaded by the real command line to a site of its own: each test builds on the one before.
test.describe.configure({ mode: "serial" });

const scenes = () => join(site.folder, "scenes");
const results = () => join(site.folder, "results");
const token = () => readFileSync(site.tokenFile, "utf8").trim();

/** The one bundle that the evaluation wrote. */
function bundleFile(): string {
  const found = readdirSync(results()).filter((name) => name.endsWith(".json"));
  expect(found, "result bundles").toHaveLength(1);
  return join(results(), found[0] ?? "");
}

const readBundle = () => JSON.parse(readFileSync(bundleFile(), "utf8")) as ResultBundle;

const uploadAs = (tokenFile: string, ...paths: string[]) =>
  evaluator("upload", ...paths, "--site", site.address, "--token-file", tokenFile);
const upload = (...paths: string[]) => uploadAs(site.tokenFile, ...paths);

test("evaluates a backbone on generated scenes", async () => {
  test.setTimeout(240_000);
  const made = await evaluator("data", "scenes", "--out", scenes(), "--images", "12", "--seed", "1");
  expect(made.exitCode, made.output).toBe(0);
  const run = await evaluator(
    ...[
      "run",
      "--backbone",
      "dct-16",
      "--task",
      "voc2012",
      "--data",
      scenes(),
      "--out",
      results(),
      "--smoke",
    ],
  );
  expect(run.exitCode, run.output).toBe(0);
  expect(readBundle().task).toBe("voc2012");
});

/** The page of a backbone that nobody has sent a result of. */
async function expectNothingStored(page: Page): Promise<void> {
  await page.goto("/backbones/dct-16");
  await expect(page.getByText("Awaiting measurement.")).toBeVisible();
}

test("a wrong token stores nothing", async ({ page }) => {
  const wrong = join(site.folder, "wrong-token");
  const real = token();
  writeFileSync(wrong, `${real.slice(0, -1)}${real.endsWith("a") ? "b" : "a"}\n`);
  const refused = await uploadAs(wrong, bundleFile());
  expect(refused.exitCode).not.toBe(0);
  expect(refused.output).toMatch(/token/i);
  await expectNothingStored(page);
});

test("a bundle that breaks the contract is refused with every problem listed", async ({ page }) => {
  const bundle = readBundle();
  const broken = {
    ...bundle,
    seed: -1,
    protocolVersion: "one",
    metrics: { ...bundle.metrics, "voc2012/iou": undefined },
    dataset: { ...bundle.dataset, fingerprint: "not a hash" },
  };
  const answer = await fetch(`${site.address}/api/v1/results`, {
    method: "POST",
    headers: { authorization: `Bearer ${token()}`, "content-type": "application/json" },
    body: JSON.stringify(broken),
  });
  expect(answer.status).toBe(400);
  const { problems } = (await answer.json()) as { problems: { path: string; message: string }[] };
  const text = JSON.stringify(problems);
  for (const named of ["seed", "protocolVersion", "fingerprint"]) expect(text).toContain(named);

  const file = join(site.folder, "broken.json");
  writeFileSync(file, JSON.stringify(broken));
  const refused = await upload(file);
  expect(refused.exitCode).not.toBe(0);
  for (const named of ["seed", "protocolVersion", "fingerprint"]) expect(refused.output).toContain(named);
  await expectNothingStored(page);
});

test("an uploaded result appears on a board of its own, with its provenance", async ({ page }) => {
  await page.goto("/");
  const before = await page.locator("tbody th[scope=row]").allInnerTexts();

  const accepted = await upload(bundleFile());
  expect(accepted.exitCode, accepted.output).toBe(0);
  expect((await upload(bundleFile())).exitCode, "the same bundle again").toBe(0);

  await page.goto("/");
  expect(await page.locator("tbody th[scope=row]").allInnerTexts(), "the paper's board").toEqual(before);
  await page
    .getByRole("navigation", { name: "Which numbers" })
    .getByRole("link", { name: /scenes/i })
    .click();
  const bundle = readBundle();
  const row = page.locator("tbody tr", { hasText: bundle.manifest.label });
  await expect(row).toHaveCount(1);
  const iou = bundle.metrics["voc2012/iou"]?.value ?? Number.NaN;
  await row
    .getByRole("link", { name: iou.toFixed(1) })
    .first()
    .click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText(bundle.manifest.label);
  // Without the folders of whoever measured it.
  await expect(page.getByText(shownCommand(bundle.environment.command), { exact: true })).toBeVisible();
  await expect(page.getByText(bundle.environment.command)).toBeHidden();
  await expect(page.getByText(bundle.dataset.fingerprint)).toBeVisible();
  await expect(page.getByText("measured by maintainers").first()).toBeVisible();
  await expect(page.getByText("Time and peak memory")).toBeVisible();
  await expect(page.getByText(/^the images; the scores; device, command and times$/)).toBeVisible();
});

test("the states before and after the upload keep their addresses", async ({ page }) => {
  await page.goto("/snapshots");
  const states = page.getByRole("table", { name: "States of the results" }).locator("tbody th a");
  await expect(states).toHaveCount(2);
  await states.first().click();
  await expect(page.getByText("This is what the boards show today.")).toBeVisible();
  const { manifest } = readBundle();
  await expect(page.getByText(`${manifest.label}, Pascal VOC 2012, seed 0`)).toBeVisible();
  await page.getByRole("link", { name: /scenes/i }).click();
  await expect(page.locator("tbody tr", { hasText: manifest.label })).toHaveCount(1);
  await page.goto("/snapshots");
  await states.last().click();
  await expect(page.getByRole("link", { name: /scenes/i })).toHaveCount(0);
  await page.goto("/snapshots");
  await expect(page.getByRole("table", { name: "Uploads" }).locator("tbody tr")).toHaveCount(1);
  await page.getByRole("button", { name: "Show what changed" }).click();
  await expect(page).toHaveURL(/\/s\/[0-9a-f]{16}\/since\/[0-9a-f]{16}$/);
  await expect(page.locator("dt", { hasText: "Came" })).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
});

test("a speed measurement of the real command shows on the Pareto page and the backbone's", async ({
  page,
}) => {
  test.setTimeout(120_000);
  const folder = join(site.folder, "speed");
  const timed = await evaluator(
    ...["speed", "--backbone", "dct-16", "--task", "voc2012", "--batches", "1", "--rounds", "1"],
    ...["--out", folder],
  );
  expect(timed.exitCode, timed.output).toBe(0);
  const [name = ""] = readdirSync(folder);
  const accepted = await upload(join(folder, name));
  expect(accepted.exitCode, accepted.output).toBe(0);
  const { manifest } = readBundle();

  await page.goto("/pareto/scenes-p2-smoke");
  // Counted for every backbone here, and timed for this one too.
  await expect(page.getByLabel("Cost", { exact: true })).toHaveValue("macs");
  await page.getByLabel("Cost", { exact: true }).selectOption("time");
  await expect(page.locator("figcaption")).toContainText("backbone time, measured on");
  await expect(page.getByRole("heading", { name: "Where the time goes" })).toBeVisible();
  await page.getByLabel("Cost", { exact: true }).selectOption("time-readout");
  await expect(page).toHaveURL(/cost=time-readout&device=/);
  await expect(page.locator("a[data-point]:visible")).toHaveCount(1);
  // It has no parameters, and zero has no logarithm.
  await page.getByLabel("Cost", { exact: true }).selectOption("parameters");
  await expect(page.locator("figcaption")).toContainText("The cost axis is linear");
  await expect(page.locator("a[data-point]:visible")).toHaveCount(1);

  await page.goto("/boards/scenes-p2-smoke?show=size");
  await expect(page.getByRole("columnheader", { name: /^Time/ })).toBeVisible();
  await page.goto("/backbones/dct-16");
  await expect(page.getByText(manifest.label).first()).toBeVisible();
  await expect(page.getByText(/^evaluator speed --backbone dct-16/)).toBeVisible();
});

test("the measured board's pages pass the same accessibility checks", async ({ page }) => {
  for (const path of ["/backbones/dct-16", "/pareto/scenes-p2-smoke", "/boards/scenes-p2-smoke"]) {
    await page.goto(path);
    await page.waitForLoadState("networkidle");
    expect(await axeViolations(page), path).toEqual([]);
  }
});

test("its pictures and output sizes are drawn, uploaded and shown", async ({ page }) => {
  test.setTimeout(120_000);
  const drawn = join(site.folder, "drawn");
  const shared = [bundleFile(), "--data", scenes(), "--out", drawn, "--scales", "0.5,1"];
  const artefacts = await evaluator("artefacts", ...shared, "--count", "3", "--choose", "worst,best");
  expect(artefacts.exitCode, artefacts.output).toBe(0);
  const sizes = await evaluator("sizes", ...shared);
  expect(sizes.exitCode, sizes.output).toBe(0);
  const files = readdirSync(drawn, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".json"),
  );
  expect(files).toHaveLength(2);
  const sent = await upload(drawn);
  expect(sent.exitCode, sent.output).toBe(0);
  // What the site has is found by asking, whole folders at a time.
  const again = await upload(results(), join(site.folder, "speed"), drawn);
  expect(again.output).toContain("0 stored, 4 known before, 0 not sent");
  expect(again.exitCode).toBe(0);

  for (const [path, heading, pictures] of [
    ["/features", "What features look like", 6],
    ["/output-sizes", "One readout, several output sizes", 4],
    ["/backbones/dct-16", readBundle().manifest.label, 12],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    const images = page.locator(`main img:not([src*="/badge/"])`);
    await expect(images).toHaveCount(pictures);
    await images.last().scrollIntoViewIfNeeded();
    await expect
      .poll(() => images.last().evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(0);
    expect(await axeViolations(page), path).toEqual([]);
  }
  await page.goto("/output-sizes");
  await expect(page.getByRole("columnheader", { name: "112 × 112" })).toBeVisible();
});
