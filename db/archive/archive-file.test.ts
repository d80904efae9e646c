import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { writeArchive } from "./archive-file.ts";

const folder = mkdtempSync(join(tmpdir(), "leaderboard-archive-"));
afterAll(() => rmSync(folder, { recursive: true }));

const madeAt = new Date("2026-11-27T00:00:00Z");

test("has its name when it is whole, and not before; a failure leaves nothing", async () => {
  const file = join(folder, "whole");
  await writeArchive(file, madeAt, async (write) => {
    await write("{}");
    expect(readdirSync(folder)).not.toContain("whole");
  });
  expect(readdirSync(folder)).toEqual(["whole"]);
  const failing = writeArchive(join(folder, "failed"), madeAt, () => Promise.reject(new Error("disk")));
  await expect(failing).rejects.toThrow("disk");
  expect(readdirSync(folder)).toEqual(["whole"]);
});

test("takes no one's place, also of who came meanwhile", async () => {
  const file = join(folder, "taken");
  const late = writeArchive(file, madeAt, async () => writeFileSync(file, "another's"));
  await expect(late).rejects.toThrow("taken is there already; name another file");
  await expect(writeArchive(file, madeAt, async () => {})).rejects.toThrow("is there already");
  expect(readdirSync(folder)).toEqual(["taken", "whole"]);
});
