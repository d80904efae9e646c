import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hubToken } from "./hub.ts";
import { licenceTerms } from "./licence-terms.ts";
import { type LockEntry, readWeightsLock, recordWeights, weightsLockPath } from "./lock-file.ts";
import { weightsFolder } from "./weights-folder.ts";

const facts = { sha256: "a".repeat(64), bytes: 12 };
const entry = (change: Partial<LockEntry> = {}): LockEntry => ({
  ...{ url: "https://huggingface.co/org/net/resolve/main/model.safetensors", revision: "b".repeat(40) },
  ...{ access: "open", published: { "model.safetensors": facts }, ...facts },
  ...change,
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-file-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("many records at once lose none, and are sorted", async () => {
  const path = join(folder, "many", "weights.lock.json");
  const ids = Array.from({ length: 12 }, (_, at) => `net-${11 - at}`);
  await Promise.all(ids.map((id) => recordWeights(path, id, entry())));
  const text = await readFile(path, "utf8");
  expect(Object.keys(JSON.parse(text).weights)).toEqual([...ids].sort());
  expect(await readdir(join(folder, "many"))).toEqual(["weights.lock.json"]);
  await recordWeights(path, "net-3", entry({ access: "token" }));
  await expect(recordWeights(path, "net-3", entry({ sha256: "c".repeat(64) }))).rejects.toThrow(
    /backbone net-3: SHA-256 c{64}; another command recorded a{64} in .* meanwhile/,
  );
});

test("the formatter leaves it as it is", async () => {
  const path = join(folder, "formatted.json");
  await recordWeights(path, "net-1", entry());
  await recordWeights(path, "net-0", entry({ revision: null, published: {} }));
  const text = await readFile(path, "utf8");
  const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
  const config = new URL("../../../biome.json", import.meta.url);
  const shown = promisify(execFile)(process.execPath, [
    ...[biome, "format", "--stdin-file-path=weights.lock.json"],
    `--config-path=${config.pathname}`,
  ]);
  shown.child.stdin?.end(text);
  expect((await shown).stdout).toBe(text);
});

test("what is wrong in it is named; none is an empty one", async () => {
  expect(await readWeightsLock(join(folder, "none.json"))).toEqual({});
  const path = join(folder, "wrong.json");
  const wrong = { "net-0": { ...entry(), sha256: "A", revision: "main" }, "../x": entry() };
  await writeFile(path, JSON.stringify({ version: 1, weights: wrong }));
  await expect(readWeightsLock(path)).rejects.toThrow(
    /3 problems in the lock file of weights:\n.*weights\.net-0\.revision: expected a commit of 40.*weights\.net-0\.sha256: expected 64/s,
  );
});

test("the one that comes with the evaluator can be read", async () => {
  expect(Object.keys(await readWeightsLock(weightsLockPath(undefined, {})))).toBeInstanceOf(Array);
});

test("folder and lock: what was named, then the environment, then the evaluator's own", () => {
  const environment = { EVALUATOR_WEIGHTS: "/w", EVALUATOR_WEIGHTS_LOCK: "/l.json", EVALUATOR_CACHE: "/c" };
  expect(weightsFolder("/named", environment)).toBe("/named");
  expect(weightsFolder(undefined, environment)).toBe("/w");
  expect(weightsFolder(undefined, { EVALUATOR_CACHE: "/c" })).toBe(join("/c", "weights"));
  expect(weightsLockPath(undefined, environment)).toBe("/l.json");
  expect(weightsLockPath(undefined, {})).toMatch(/evaluator[/\\]weights\.lock\.json$/);
});

test.each([
  ["Apache-2.0", "permissive"],
  ["Apache-2.0 AND MIT", "permissive"],
  ["CC-BY-NC-4.0", "NON-COMMERCIAL use only"],
  ["Apache-2.0 AND CC-BY-NC-4.0", "NON-COMMERCIAL use only"],
  ["LicenseRef-apple-amlr", "RESEARCH use only"],
  ["LicenseRef-FAIR-Noncommercial-Research", "NON-COMMERCIAL use only, RESEARCH use only"],
  ["LicenseRef-DINOv3", "terms of its own, which may restrict use: read them first"],
  ["NCSA", "terms of its own, which may restrict use: read them first"],
])("licence %s: %s", (licence, terms) => expect(licenceTerms(licence)).toBe(terms));

test("a token is taken without blanks around it, and never shown where it can be none", () => {
  expect(hubToken({ HF_TOKEN: " hf_abc\n" })).toBe("hf_abc");
  expect([hubToken({}), hubToken({ HF_TOKEN: "  " })]).toEqual([null, null]);
  expect(() => hubToken({ HF_TOKEN: "hf_a\r\nx: y" })).toThrow(
    /^HF_TOKEN: has characters that no token has; expected/,
  );
});
