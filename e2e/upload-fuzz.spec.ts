import { expect, test } from "@playwright/test";
import { startTarget } from "./fuzz/fuzzed-site.ts";
import { fuzzUploads } from "./fuzz/upload-fuzz.ts";

test("120 uploads that were changed at random: each is answered, none fails the server, what is accepted is there", async () => {
  test.setTimeout(300_000);
  const site = await startTarget();
  try {
    const report = await fuzzUploads(site.target, {
      ...{ documents: 120, seed: 1, memory: site.memory, restart: site.restart },
      onProgress: () => {},
    });
    expect(report.failures).toEqual([]);
    // Both happen: neither is the only way out.
    expect(report.accepted).toBeGreaterThan(10);
    expect(report.statuses.get(400)).toBeGreaterThan(10);
  } finally {
    await site.stop();
  }
});
