import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { hold, scripts } from "./alive.ts";
import { expect, test } from "./watched-page.ts";

// To the browser, what a trace or an expectation evaluates in a page is something that its reader did.
test.use({ trace: "off" });

type Look = (expression: string) => Promise<unknown>;

/** Looks at a page without being somebody who does something there. */
async function onlooker(page: Page): Promise<Look> {
  const session = await page.context().newCDPSession(page);
  return async (expression) => (await session.send("Runtime.evaluate", { expression })).result.value;
}

const isAnswering = `document.querySelector("[data-medium='screen']:has(> [role='group'])") !== null`;
const isAlive = `document.querySelector("fieldset:disabled") === null`;

const pressKey = (page: Page) => page.keyboard.press("Tab");
async function scroll(page: Page, look: Look): Promise<void> {
  await page.mouse.wheel(0, 200);
  await expect.poll(() => look("scrollY > 0")).toBe(true);
}

for (const [reader, act, comes] of [
  ["does nothing", async () => {}, false],
  ["pressed a key before the scripts ran", pressKey, true],
  ["scrolled before the scripts ran", scroll, true],
] as const) {
  test(`the chart that answers ${comes ? "comes" : "does not come"} for who ${reader}`, async ({ page }) => {
    const look = await onlooker(page);
    const release = await hold(page, scripts);
    await page.goto("/pareto", { waitUntil: "commit" });
    await expect.poll(() => look("document.querySelector('footer') !== null")).toBe(true);
    expect(await look(isAlive)).toBe(false);
    await act(page, look);
    release();
    await expect.poll(() => look(isAlive)).toBe(true);
    if (comes) await expect.poll(() => look(isAnswering)).toBe(true);
    else {
      await sleep(2_000);
      expect(await look(isAnswering)).toBe(false);
    }
  });
}
