import { createServer } from "node:net";
import { chromium } from "@playwright/test";
import lighthouse, { desktopConfig } from "lighthouse";
import { chromiumLaunch } from "./chromium.ts";

export type Device = "phone" | "desktop";

/** How its phone's connection and processor are had: the page is really loaded that slowly, or Lighthouse reckons it. */
export type Slowness = "applied" | "simulated";

/** Lighthouse's verdict on one page. Scores from 0 to 100. */
export interface LighthouseReport {
  readonly scores: Readonly<Record<string, number>>;
  readonly largestContentfulPaintMs: number;
  readonly totalBlockingTimeMs: number;
  readonly layoutShift: number;
  /** Of this machine, by Lighthouse's own loop: its fourfold slower phone takes a fast desktop with 1500 to 2000. */
  readonly benchmarkIndex: number;
  /** Audits below full marks, without those that time something. */
  readonly failed: readonly string[];
}

const categories = ["performance", "accessibility", "best-practices", "seo"];

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

const attempts = 3;

/**
 * Opens the page in a browser of its own and lets Lighthouse judge it. Where Lighthouse lost its own recording of the
 * page (on a busy machine NO_NAVSTART), which says nothing of the page, it is opened again, three times in all.
 */
export async function lighthouseReport(
  address: string,
  device: Device,
  slowness: Slowness = "applied",
): Promise<LighthouseReport> {
  for (let attempt = 1; ; attempt++) {
    const result = await judge(address, device, slowness);
    if (!result.runtimeError) return reportOf(result);
    const { code, message } = result.runtimeError;
    if (attempt === attempts) throw new Error(`Lighthouse on ${address}: ${code} ${message}`);
  }
}

type Result = NonNullable<Awaited<ReturnType<typeof lighthouse>>>["lhr"];

async function judge(address: string, device: Device, slowness: Slowness): Promise<Result> {
  const port = await freePort();
  const { args, ...where } = chromiumLaunch();
  const browser = await chromium.launch({ ...where, args: [...args, `--remote-debugging-port=${port}`] });
  try {
    const throttlingMethod = slowness === "applied" ? "devtools" : "simulate";
    const options = { port, onlyCategories: categories, logLevel: "error", throttlingMethod } as const;
    const outcome = await lighthouse(address, options, device === "desktop" ? desktopConfig : undefined);
    if (!outcome) throw new Error(`${address}: Lighthouse gave no result`);
    return outcome.lhr;
  } finally {
    await browser.close();
  }
}

function reportOf({ categories: found, audits, environment }: Result): LighthouseReport {
  const number = (id: string) => audits[id]?.numericValue ?? Number.NaN;
  const judged = Object.entries(found).filter(([id]) => id !== "performance");
  const failed = judged.flatMap(([id, { auditRefs }]) =>
    auditRefs
      .filter((audit) => audit.weight > 0 && (audits[audit.id]?.score ?? 1) < 1)
      .map((audit) => `${id}: ${audits[audit.id]?.title ?? audit.id}`),
  );
  return {
    scores: Object.fromEntries(
      Object.entries(found).map(([id, { score }]) => [id, Math.round(100 * (score ?? 0))]),
    ),
    largestContentfulPaintMs: number("largest-contentful-paint"),
    totalBlockingTimeMs: number("total-blocking-time"),
    layoutShift: number("cumulative-layout-shift"),
    benchmarkIndex: environment.benchmarkIndex,
    failed,
  };
}

/** One line: scores, then what the performance score is made of. */
export function describeReport({ scores, ...report }: LighthouseReport): string {
  const named = Object.entries(scores).map(([id, score]) => `${id} ${score}`);
  return [
    ...named,
    `LCP ${(report.largestContentfulPaintMs / 1000).toFixed(2)} s`,
    `TBT ${report.totalBlockingTimeMs.toFixed(0)} ms`,
    `CLS ${report.layoutShift.toFixed(3)}`,
    `on a processor of index ${report.benchmarkIndex.toFixed(0)}`,
  ].join(", ");
}
