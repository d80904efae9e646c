import type { ScratchSite } from "./site.ts";
import { test as watched } from "./watched-page.ts";

/** A test whose pages are of a site of its worker's own, made before the first and ended after the last. */
export const testOfOwnSite = (start: () => Promise<ScratchSite>) =>
  watched.extend<{ baseURL: string }, { ownSite: ScratchSite }>({
    ownSite: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern
      async ({}, use) => {
        const site = await start();
        await use(site);
        await site.stop();
      },
      { scope: "worker", auto: true, timeout: 120_000 },
    ],
    baseURL: async ({ ownSite }, use) => use(ownSite.address),
  });
