import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { diskOf, formatBytes, requireFreeSpace } from "./free-space.ts";

test("too little space is refused with both numbers, also for a folder that is not there yet", async () => {
  const later = join(tmpdir(), "not", "there", "yet");
  await requireFreeSpace(later, 1, "a byte");
  await expect(requireFreeSpace(later, 1e18, "everything")).rejects.toThrow(
    /yet: \d+(\.\d)? [kMGT]B free; expected 1000000\.0 TB for everything$/,
  );
  expect(await diskOf(later)).toEqual(expect.objectContaining({ device: (await diskOf(tmpdir())).device }));
});

test("sizes are decimal", () => {
  expect([900, 1_500_000, 859e6, 2.97e9, 3.2e12].map(formatBytes)).toEqual([
    ...["1 kB", "2 MB", "859 MB", "3.0 GB", "3.2 TB"],
  ]);
});
