import { expect, test } from "@playwright/test";
import { describeReport, lighthouseReport } from "./lighthouse.ts";
import { sharedSiteAddress } from "./site.ts";

/**
 * Prints Lighthouse's numbers, and holds those that do not depend on how busy the machine is: accessibility, good
 * practice, what search engines need, and that nothing moves. Speed is measured by `npm run bench:site`.
 */
for (const [path, device] of [
  ["/", "phone"],
  ["/", "desktop"],
  ["/pareto", "phone"],
  ["/backbones/dinov2-b", "phone"],
] as const) {
  test(`Lighthouse on ${path}, ${device}`, async () => {
    test.setTimeout(120_000);
    const report = await lighthouseReport(new URL(path, sharedSiteAddress()).href, device);
    console.log(`Lighthouse ${path} ${device}: ${describeReport(report)}`);
    expect(report.failed).toEqual([]);
    expect(report.layoutShift).toBeLessThan(0.05);
  });
}
