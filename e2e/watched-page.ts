import { test as base, expect, type Page } from "@playwright/test";
import { siteAddress } from "./site.ts";

/**
 * A test whose page is watched: a console error, an uncaught error, a Content-Security-Policy violation or a request to
 * another origin fails it, whatever else the test checks.
 */
export const test = base.extend<{ baseURL: string; watched: undefined }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern
  baseURL: async ({}, use) => use(siteAddress()),
  watched: [
    async ({ page }, use) => {
      const problems = watch(page);
      await use(undefined);
      expect(problems, "console errors and requests elsewhere").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

function watch(page: Page): string[] {
  const problems: string[] = [];
  const origin = new URL(siteAddress()).origin;
  const missing: string[] = [];
  page.on("response", (answer) => {
    if (answer.status() === 404 && answer.request().isNavigationRequest()) missing.push(answer.url());
  });
  page.on("console", (message) => {
    // The browser reports each missing page that a test asks for on purpose.
    const expected = message.text().includes("status of 404") && missing.includes(message.location().url);
    if (["error", "warning"].includes(message.type()) && !expected) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:"].includes(url.protocol) && url.origin !== origin)
      problems.push(`request to ${url}`);
  });
  return problems;
}
