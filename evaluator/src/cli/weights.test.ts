import { readdirSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { readManifest } from "../backbones/manifest-file.ts";
import type { Connect, Question } from "../download/connection.ts";
import { LocalHub, sendUntilWritten, sha256 } from "../weights/local-hub.fixture.ts";
import { main } from "./main.ts";

// What a test cannot have is a hub at a public address; the rest is the command as it is.
const wire = vi.hoisted((): { connect: Connect | null } => ({ connect: null }));
vi.mock("../download/connection.ts", async (original) => ({
  ...(await original<Record<string, unknown>>()),
  connectPublicly: (question: Question) => wire.connect?.(question),
}));

const golden = fileURLToPath(new URL("../../golden/backbones/", import.meta.url));
const commit = "c".repeat(40);
const hub = new LocalHub();
let folder: string;
let content: Buffer;
let manifest: string;
let places: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weights-command-"));
  await hub.start();
  wire.connect = hub.connect;
  content = await readFile(join(golden, "vit.safetensors"));
  hub.publish(commit, { "org/tiny/model.safetensors": content });
  const { architecture } = JSON.parse(await readFile(join(golden, "vit.json"), "utf8"));
  const base = await readManifest("imagenet");
  const url = "https://huggingface.co/org/tiny/resolve/main/model.safetensors";
  const weights = { format: "safetensors", url, file: "tiny.safetensors", sha256: null, bytes: null };
  const size = { inputSize: 64, featureGrid: [4, 4], featureDim: 48 };
  const tiny = { ...base, id: "tiny", licence: "CC-BY-NC-4.0", options: architecture, weights, ...size };
  manifest = join(folder, "tiny.json");
  await writeFile(manifest, JSON.stringify(tiny));
});
beforeEach(() => {
  const own = join(folder, `${Math.random()}`);
  places = ["--weights", join(own, "weights"), "--lock", join(own, "weights.lock.json")];
});
afterEach(() => {
  hub.instead = () => false;
  process.exitCode = undefined;
});
afterAll(async () => {
  await hub.stop();
  await rm(folder, { recursive: true });
});

/** What the command prints, and its exit code. */
async function weights(...args: string[]): Promise<{ said: string; error: string; code: unknown }> {
  const said: string[] = [];
  const error: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line) => said.push(line));
  vi.spyOn(console, "error").mockImplementation((line) => error.push(line));
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  process.exitCode = undefined;
  await main(["node", "evaluator", "weights", ...args, ...places]);
  vi.restoreAllMocks();
  return { said: said.join("\n"), error: error.join("\n"), code: process.exitCode };
}

test("fetch shows licence and hash, verify checks, list tells, and a damaged file is found", async () => {
  const [, inFolder = "", , lock = ""] = places;
  const first = await weights("fetch", manifest);
  expect(first).toMatchObject({ error: "", code: undefined });
  expect(first.said.split("\n")).toEqual([
    "tiny: licence CC-BY-NC-4.0: NON-COMMERCIAL use only; from https://huggingface.co/org/tiny/resolve/main/model.safetensors",
    `  fetched: ${join(inFolder, "tiny.safetensors")} (380 kB)`,
    `  SHA-256 ${sha256(content)} of revision ${commit}: seen for the first time, trusted from now on and recorded in ${lock}; commit that file`,
  ]);
  expect((await weights("fetch", manifest)).said).toContain(`, as recorded in ${lock}`);
  expect((await weights("verify", manifest)).said).toBe(
    `ok    tiny  tiny.safetensors  ${sha256(content)}, as the lock says`,
  );
  const [row] = JSON.parse((await weights("list", manifest, "--json")).said).weights;
  expect(row).toMatchObject({
    ...{ id: "tiny", file: "tiny.safetensors", bytes: content.length, licence: "CC-BY-NC-4.0" },
    ...{ terms: "NON-COMMERCIAL use only", gated: false, state: "here", hashFrom: "lock" },
  });
  const moved = join(folder, "moved.json");
  await writeFile(moved, (await readFile(manifest, "utf8")).replace("/main/", "/v2/"));
  expect((await weights("list", moved)).said).toMatch(/access unknown {2}here, locked from another address$/);
  expect(await weights("verify", moved)).toMatchObject({
    code: 2,
    said: expect.stringMatching(
      /FAIL {2}tiny.*\n.*\/v2\/.*; expected one address: if the manifest's is right/,
    ),
  });
  await truncate(join(inFolder, "tiny.safetensors"), content.length - 4);
  expect((await weights("list", manifest)).said).toMatch(/ open +other size, hash locked$/);
  const damaged = await weights("verify", manifest);
  expect(damaged).toMatchObject({ code: 2, error: "error: 1 of 1 have problems: tiny" });
  expect(damaged.said).toMatch(/^FAIL {2}tiny.*\n.* has SHA-256 .*, expected .*\n.*truncated: \d+ bytes/);
});

test("what was cut off by Ctrl-C goes on where it was", async () => {
  const [, inFolder = ""] = places;
  hub.instead = (asked, response) => {
    if (!asked.place.startsWith("store.test")) return false;
    const afterwards = () => process.emit("SIGINT");
    sendUntilWritten(content, asked, response, { bytes: 100_000, folder: inFolder, afterwards });
    return true;
  };
  const stopped = await weights("fetch", manifest);
  expect(stopped.code).toBe(130);
  expect(stopped.error).toMatch(/interrupted; what came is kept in .*; the same command goes on from there$/);
  hub.instead = () => false;
  expect((await weights("list", manifest)).said).toMatch(/partly fetched, hash unknown$/);
  hub.asked = [];
  expect(await weights("fetch", manifest, "--json")).toMatchObject({ code: undefined });
  expect(hub.asked.at(-1)?.range).toBe("bytes=100000-");
  expect((await readFile(join(inFolder, "tiny.safetensors"))).equals(content)).toBe(true);
  expect(readdirSync(inFolder)).toEqual(["tiny.safetensors"]);
});

test("one that cannot be had does not cost the others; all problems are listed, with exit code 2", async () => {
  const gone = join(folder, "gone.json");
  const tiny = JSON.parse(await readFile(manifest, "utf8"));
  const url = "https://huggingface.co/org/gone/resolve/main/model.safetensors";
  await writeFile(
    gone,
    JSON.stringify({ ...tiny, id: "gone", weights: { ...tiny.weights, url, file: "g" } }),
  );
  const mixed = await weights("fetch", `${gone},${manifest}`, "--json");
  expect(mixed).toMatchObject({ code: 2, error: "error: 1 of 2 have problems: gone" });
  const report = JSON.parse(mixed.said);
  expect(
    report.weights.map(({ id, outcome }: { id: string; outcome: object | null }) => [id, outcome !== null]),
  ).toEqual([
    ["gone", false],
    ["tiny", true],
  ]);
  expect(report.weights[0].problems).toEqual([`${url}: the hub answered 404 Not Found; expected the file`]);
  expect(await weights("verify", gone)).toMatchObject({
    code: 2,
    said: expect.stringMatching(
      /FAIL {2}gone.*\n.*no weights file .*; get it with: evaluator weights fetch MANIFEST/,
    ),
  });
});

test("a lock file that a merge left half done is told once, by its name, before anything is asked for", async () => {
  const [, , , lock = ""] = places;
  await mkdir(dirname(lock), { recursive: true });
  await writeFile(lock, '{\n<<<<<<< HEAD\n  "version": 1,\n');
  hub.asked = [];
  for (const command of ["fetch", "verify", "list"]) {
    const failed = await weights(command, "all");
    expect(failed.error.startsWith(`error: ${lock}: has the marks of an unfinished merge`)).toBe(true);
    expect([failed.said, failed.code]).toEqual(["", 2]);
  }
  expect(hub.asked).toEqual([]);
});

test("wrong ids, backbones without weights and an empty folder are told", async () => {
  expect((await weights("fetch", "no-such")).error).toMatch(/error: no backbone no-such; expected/);
  expect((await weights("fetch", "dct-16")).error).toBe(
    "error: backbone dct-16: has no weights; expected one that needs a file",
  );
  expect(await weights("verify")).toMatchObject({
    code: undefined,
    said: `no weights of the known backbones in ${places[1]}`,
  });
  const { weights: rows } = JSON.parse((await weights("list", "--json")).said);
  expect(rows.length).toBeGreaterThan(18);
});
