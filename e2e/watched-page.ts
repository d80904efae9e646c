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
      expect(problems(), "console errors and requests elsewhere").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Collects from now on; the answer leaves out what the browser says of missing pages that a test opened on purpose. */
function watch(page: Page): () => string[] {
  const problems: { text: string; url: string }[] = [];
  const missing = new Set<string>();
  const origin = new URL(siteAddress()).origin;
  page.on("response", (answer) => {
    if (answer.status() === 404 && answer.request().isNavigationRequest()) missing.add(answer.url());
  });
  page.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) return;
    problems.push({ text: message.text(), url: message.location().url });
  });
  page.on("pageerror", (error) => problems.push({ text: String(error), url: "" }));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (["data:", "blob:"].includes(url.protocol) || url.origin === origin) return;
    problems.push({ text: `request to ${url}`, url: "" });
  });
  return () =>
    problems
      .filter(({ text, url }) => !(text.includes("status of 404") && missing.has(url)))
      .map(({ text, url }) => `${text} ${url}`.trim());
}
