import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cpu } from "../onnx/index.ts";
import { type BatchTrials, decideBatch, measureBatch } from "./batch-size.ts";
import { readManifest } from "./manifest-file.ts";

let memory: string;
beforeEach(() => {
  memory = mkdtempSync(join(tmpdir(), "batch-size-"));
});
afterEach(() => rmSync(memory, { recursive: true }));

/** A device that takes as long as `passMs` says for a batch, and has no room beyond `most`. */
async function trials(
  passMs: (batch: number) => number,
  most = 1024,
): Promise<BatchTrials & { opened: number[] }> {
  const opened: number[] = [];
  let clockMs = 0;
  return {
    ...{
      manifest: { ...(await readManifest("random")), inputSize: 2 },
      device: cpu,
      graphSha256: "a",
      memory,
      opened,
    },
    say: () => {},
    now: () => clockMs,
    async open(batch) {
      opened.push(batch);
      if (batch > most) throw new Error("out of memory");
      return {
        features: async () => {
          clockMs += passMs(batch);
          return new Float32Array();
        },
        [Symbol.asyncDispose]: async () => {},
      };
    },
  };
}

test("the batch grows while it pays, and no further", async () => {
  // The first four images cost no more than one; then each costs the same.
  const flat = await trials((batch) => 20 * Math.max(1, batch / 4));
  expect((await measureBatch(flat)).batch).toBe(4);
  expect(flat.opened).toEqual([1, 2, 4, 8]);
});

test("a batch that does not fit ends the search; one that nothing fits is an error", async () => {
  expect((await measureBatch(await trials(() => 10, 2))).batch).toBe(2);
  await expect(measureBatch(await trials(() => 10, 0))).rejects.toThrow("out of memory");
});

test("what was decided is kept: numbers must not change with the load of a machine", async () => {
  const first = await trials((batch) => 20 * Math.max(1, batch / 2));
  expect(await decideBatch(first)).toBe(2);
  const later = await trials(() => 5);
  expect(await decideBatch(later)).toBe(2);
  expect(later.opened).toEqual([]);
  // Of another graph it says nothing, and a damaged file is measured again.
  expect(await decideBatch({ ...(await trials(() => 5, 1)), graphSha256: "b" })).toBe(1);
  for (const name of readdirSync(memory)) writeFileSync(join(memory, name), "{}");
  expect(await decideBatch(await trials(() => 5, 1))).toBe(1);
});
