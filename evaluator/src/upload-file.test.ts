import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { InputError } from "./input-error.ts";
import { readUpload } from "./upload-file.ts";

const folder = mkdtempSync(join(tmpdir(), "evaluator-upload-file-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function problemsOf(content: string): Promise<string> {
  const path = join(folder, "file.json");
  writeFileSync(path, content);
  const error = await readUpload(path).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  return String(error);
}

test("a file is taken for what its content is, with every problem of that", async () => {
  expect(await problemsOf('{"metrics": {}}')).toMatch(/problems in the bundle:\n(.|\n)* {2}seed: /);
  expect(await problemsOf('{"backboneMs": 3}')).toMatch(
    /problems in the speed measurement:\n(.|\n)* {2}threads: /,
  );
});

test("a file that is neither says what it lacks", async () => {
  for (const neither of ['{"images": []}', "[1]", "null", '"metrics"']) {
    expect(await problemsOf(neither)).toMatch(/neither `metrics`.* nor `backboneMs`/);
  }
  expect(await problemsOf("{")).toContain("not JSON");
  await expect(readUpload(join(folder, "nowhere.json"))).rejects.toThrow(
    /expected a result bundle or a speed/,
  );
});
