import { test as base, expect, type Page } from "@playwright/test";
import { sharedSiteAddress } from "./site.ts";

/** A test of what the browser itself complains of. */
export const unwatched = base.extend<{ baseURL: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern
  baseURL: async ({}, use) => use(sharedSiteAddress()),
});

/**
 * A test whose page is watched: a console error, an uncaught error, a Content-Security-Policy violation or a request to
 * another origin fails it, whatever else the test checks.
 */
export const test = unwatched.extend<{ watched: undefined }>({
  watched: [
    async ({ page, baseURL }, use) => {
      const problems = watch(page, new URL(baseURL).origin);
      await use(undefined);
      expect(problems(), "console errors and requests elsewhere").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Collects from now on; the answer leaves out what the browser says of missing pages that a test opened on purpose. */
function watch(page: Page, origin: string): () => string[] {
  const problems: { text: string; url: string }[] = [];
  const missing = new Set<string>();
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
  // Next.js preloads the styles of the page that turned out not to be there.
  const tolerated = ["status of 404", "was preloaded using link preload but not used"];
  const ofMissing = ({ text, url }: { text: string; url: string }) =>
    missing.has(url) && tolerated.some((part) => text.includes(part));
  return () =>
    problems.filter((problem) => !ofMissing(problem)).map(({ text, url }) => `${text} ${url}`.trim());
}
