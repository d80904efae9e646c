import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** What axe finds wrong with the page as it is shown now: each broken rule with the elements that break it. */
export async function axeViolations(page: Page) {
  // In legacy mode axe ends its work in the page itself; otherwise a second page is opened for it. We have no frames.
  // Of what passes nothing is read; naming its elements is half of axe's time.
  const builder = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await builder.analyze();
  return violations.map(({ id, nodes }) => ({ id, targets: nodes.map(({ target }) => target) }));
}
