import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeFileAtomically } from "./atomic-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "atomic-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("makes folders and leaves no temporary file", async () => {
  const path = join(folder, "a", "b.json");
  await writeFileAtomically(path, "one");
  await writeFileAtomically(path, "two");
  expect(readFileSync(path, "utf8")).toBe("two");
  expect(readdirSync(join(folder, "a"))).toEqual(["b.json"]);
});

test("a path through a file is named", async () => {
  writeFileSync(join(folder, "file"), "");
  await expect(writeFileAtomically(join(folder, "file", "b.json"), "x")).rejects.toThrow(
    /a part of the path is a file/,
  );
});

test("no room: the message names the file, what was there stays, nothing is left over", async () => {
  const path = join(folder, "result.json");
  writeFileSync(path, "before");
  const script = `
    import { writeFileAtomically } from ${JSON.stringify(fileURLToPath(new URL("./atomic-file.ts", import.meta.url)))};
    await writeFileAtomically(${JSON.stringify(path)}, "x".repeat(1 << 20)).catch((error) => console.log(error.message));`;
  // A limit on file size stands for the disk's end: the kernel refuses the write in the same place.
  const limited = `ulimit -f 16; exec "${process.execPath}" --import tsx --input-type=module -e "$SCRIPT"`;
  const output = await new Promise<string>((resolve, reject) => {
    const environment = { ...process.env, SCRIPT: script };
    execFile("bash", ["-c", limited], { env: environment }, (error, stdout, stderr) =>
      error ? reject(new Error(stderr)) : resolve(stdout),
    );
  });
  expect(output).toMatch(/result\.json: no room for 1048576 bytes/);
  expect(readFileSync(path, "utf8")).toBe("before");
  expect(readdirSync(folder)).toEqual(["result.json"]);
});
