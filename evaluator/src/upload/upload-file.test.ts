import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { InputError } from "../files/input-error.ts";
import { readUploadFile } from "./upload-file.ts";

const folder = mkdtempSync(join(tmpdir(), "evaluator-upload-file-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function problemsOf(content: string): Promise<string> {
  const path = join(folder, "file.json");
  writeFileSync(path, content);
  const error = await readUploadFile(path).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  return String(error);
}

test("a file is taken for what its content is, with every problem of that", async () => {
  expect(await problemsOf('{"metrics": {}}')).toMatch(/problems in the bundle:\n(.|\n)* {2}seed: /);
  expect(await problemsOf('{"backboneMs": 3}')).toMatch(
    /problems in the speed measurement:\n(.|\n)* {2}threads: /,
  );
  expect(await problemsOf('{"images": []}')).toContain("in the index of pictures");
  expect(await problemsOf('{"sizes": []}')).toContain("in the output sizes");
  expect(await problemsOf('{"payloadType": "text/plain"}')).toContain("in the signature");
});

test("a file that is none of the kinds says what they are", async () => {
  for (const none of ["{}", "[1]", "null", '"metrics"']) {
    expect(await problemsOf(none)).toMatch(/none of the kinds that are sent; expected a result bundle/);
  }
  expect(await problemsOf("{")).toContain("not JSON");
  await expect(readUploadFile(join(folder, "nowhere.json"))).rejects.toThrow(
    /expected a result bundle, a speed/,
  );
});
