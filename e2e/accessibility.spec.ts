import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./watched-page.ts";

const pages = [
  "/",
  "/?sort=voc2012.iou&training=supervised",
  "/?q=no+such+backbone",
  "/?scores=relative&pin=mae,clip-b&show=identity,readout&architecture=vit-b",
  "/embed",
  "/boards/paper-dim-8",
  "/tasks",
  "/tasks/voc2012",
  "/compare?with=dinov2-b,siglip-so,mae&cohort=paper",
  "/compare?with=dinov2-b&cohort=paper",
  "/pareto",
  "/correlations",
  "/ablations",
  "/baselines",
  "/higher-resolution",
  "/choices",
  "/features",
  "/output-sizes",
  "/claims",
  "/snapshots",
  "/backbones",
  "/backbones/dinov2-b",
  "/method",
  "/submit",
  "/no-such-page",
];

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [390, 1280]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });
      for (const path of pages) {
        test(`no axe violation on ${path}`, async ({ page }) => {
          await page.goto(path);
          await page.waitForLoadState("networkidle");
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(
            violations.map(({ id, nodes }) => ({ id, targets: nodes.map((node) => node.target) })),
          ).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        });
      }
    });
  }
}
