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

test("of a private manifest nothing is sent", async () => {
  const backbone = { id: "own", graphSha256: "0".repeat(64), weightsSha256: null, inputSize: 8 };
  const engine = { name: "n", version: "1", backend: "cpu", device: "d", precision: "float32" };
  const timing = { medianMs: 1, roundsMs: [1] };
  const environment = {
    ...{ evaluatorVersion: "0", evaluatorCommit: null, node: "n", platform: "p", processor: "p" },
    ...{ cores: 1, memoryBytes: 1, command: "c" },
  };
  const speed = {
    ...{ schemaVersion: 1, protocolVersion: "2", measuredAt: "2026-01-01T00:00:00Z", threads: 1 },
    backbone: { ...backbone, featureDim: 1, featureGrid: [1, 1], private: true },
    engines: { backbone: engine, readout: engine },
    batch: { size: 8, batches: 1, warmUps: 0, rounds: 1 },
    ...{ backboneMs: timing, readoutMs: {}, relative: { backbone: 1, readout: {} }, environment },
    reference: { id: "random", graphSha256: "0".repeat(64), backboneMs: timing },
  };
  expect(await problemsOf(JSON.stringify(speed))).toMatch(
    /backbone own is private; expected a manifest with url/,
  );
});
