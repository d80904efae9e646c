import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attestationPayloadType } from "../contract/index.ts";
import { listFiles } from "./send-files.ts";

let folder: string;
const { signal } = new AbortController();
const envelope = {
  payloadType: attestationPayloadType,
  payload: "e30=",
  signatures: [{ keyid: "a".repeat(64), sig: "e30=" }],
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "evaluator-send-"));
  for (const inside of ["sub", ".leases"]) mkdirSync(join(folder, inside));
  const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
  write("a.dsse.json", envelope);
  write("sub/b.dsse.json", envelope);
  write("sub/broken.json", { schemaVersion: 2, metrics: {} });
  write("sub/lease.json", { holder: 1 });
  write("instances.json", { images: [], annotations: [] });
  write(".leases/cell.json", envelope);
  write("sub/huge.json", { schemaVersion: 1, sizes: "x".repeat(3_000_000) });
  writeFileSync(join(folder, "sub/cut.json"), '{"schemaVersion":');
  writeFileSync(join(folder, "notes.txt"), "{}");
  symlinkSync(folder, join(folder, "sub/round"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a folder gives what can be sent, says what is broken and counts the others", async () => {
  const { files, broken, passedOver } = await listFiles([folder], signal);
  expect(files.map(({ path }) => path)).toEqual([
    join(folder, "a.dsse.json"),
    join(folder, "sub/b.dsse.json"),
  ]);
  expect(files[0]).toEqual({ path: join(folder, "a.dsse.json"), kind: "attestation", named: false });
  expect(broken.map(({ error }) => error)).toEqual([
    expect.stringMatching(/broken.json: .* problems in the bundle/),
    expect.stringMatching(/cut.json: not JSON/),
  ]);
  expect(passedOver, "lease, another's images, too large for any kind").toBe(3);
});

test("a file named twice is sent once; a named one that is wrong stops before anything is sent", async () => {
  const path = join(folder, "a.dsse.json");
  expect((await listFiles([path, folder, path], signal)).files).toHaveLength(2);
  await expect(listFiles([path, join(folder, "instances.json")], signal)).rejects.toThrow(
    /in the index of pictures/,
  );
  await expect(listFiles([join(folder, "nowhere")], signal)).rejects.toThrow(
    /ENOENT.*expected a file or a folder/,
  );
});
