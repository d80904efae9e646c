import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nearestExisting, requireOutputFolder } from "./output-folder.ts";
import { writeError } from "./write-error.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "output-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a folder that is there or can be made is accepted and left as it was", async () => {
  await requireOutputFolder(folder);
  await requireOutputFolder(join(folder, "a", "b"));
  expect(readdirSync(folder)).toEqual([]);
  expect(await nearestExisting(join(folder, "a", "b"))).toBe(folder);
});

test("a file, a path through a file and a device are named", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "kept");
  await expect(requireOutputFolder(file)).rejects.toThrow(
    `--out ${file}: is no folder; expected a folder, or a path where one can be made`,
  );
  const below = join(file, "x", "y");
  await expect(requireOutputFolder(below)).rejects.toThrow(
    `--out ${below}: ${file} is no folder; expected a folder`,
  );
  await expect(requireOutputFolder("/dev/null", "--cache")).rejects.toThrow(
    "--cache /dev/null: is no folder",
  );
});

test("a folder that takes no files is named", async () => {
  const closed = join(folder, "closed");
  mkdirSync(closed);
  chmodSync(closed, 0o555);
  // Permissions do not bind root; the kernel's own folders do.
  const found = process.getuid?.() === 0 ? "/sys" : closed;
  await expect(requireOutputFolder(join(found, "results"))).rejects.toThrow(
    /^--out .*results: (no permission to write|the file system is read-only) \(E\w+\); expected a folder that can be written to$/,
  );
});

test.each([
  ["ENOSPC", "no room for 12 bytes"],
  ["EROFS", "the file system is read-only"],
  ["EACCES", "no permission to write"],
  ["ENOTDIR", "a part of the path is a file"],
  ["EISDIR", "is a folder"],
  ["EIO", "the disk failed"],
])("%s of the system says what was found and what is expected", (code, found) => {
  const error = Object.assign(new Error("as the system has it"), { code });
  expect(writeError("result.json", error, 12)).toMatchObject({
    name: "InputError",
    message: expect.stringMatching(new RegExp(`^result\\.json: ${found} \\(${code}\\); expected `)),
  });
});

test("what is no fault of the disk stays as it is", () => {
  const bug = new TypeError("a bug");
  expect(writeError("result.json", bug)).toBe(bug);
});
