import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../files/input-error.ts";
import type { CaseResult } from "./case-result.ts";
import { checkFolder, conformanceGroups } from "./conformance.ts";
import { isEncodedArray } from "./encoded-array.ts";
import { checkMetrics } from "./metrics.ts";
import { formatLine, formatRow, formatSummary } from "./report.ts";

const golden = new URL("../../golden/metrics/", import.meta.url).pathname;
let scratch = "";

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "conformance-"));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function collect(results: AsyncIterable<CaseResult>): Promise<CaseResult[]> {
  const found: CaseResult[] = [];
  for await (const result of results) found.push(result);
  return found;
}

async function emptyFolder(name: string): Promise<string> {
  const folder = join(scratch, name);
  await mkdir(folder, { recursive: true });
  return folder;
}

interface MetricCase {
  name: string;
  input: Record<string, unknown>;
  expected: Record<string, unknown>;
}

async function readCases(file: string): Promise<MetricCase[]> {
  return JSON.parse(await readFile(join(golden, file), "utf8")) as MetricCase[];
}

/** Writes the cases as the only file of a new folder and checks that folder. */
async function checkCases(folderName: string, file: string, cases: unknown): Promise<CaseResult[]> {
  const folder = await emptyFolder(folderName);
  await writeFile(join(folder, file), JSON.stringify(cases));
  return collect(checkMetrics(folder));
}

/** The value with its first number moved by much more than any tolerance; null where it holds no number. */
function alter(value: unknown): unknown {
  if (typeof value === "number") return value + Math.max(1, Math.abs(value) / 10);
  if (typeof value === "string") return `${value}!`;
  if (isEncodedArray(value)) return alterEncoded(value as EncodedArray);
  if (Array.isArray(value)) return alterFirst([...value.entries()], (entries) => entries.map(([, v]) => v));
  if (typeof value === "object" && value !== null)
    return alterFirst(Object.entries(value), Object.fromEntries);
  return null;
}

function alterFirst<Key>(
  entries: readonly [Key, unknown][],
  rebuild: (entries: [Key, unknown][]) => unknown,
): unknown {
  for (const [place, [, child]] of entries.entries()) {
    const altered = alter(child);
    if (altered !== null) return rebuild(entries.map(([key, v], i) => [key, i === place ? altered : v]));
  }
  return null;
}

interface EncodedArray {
  b64?: string;
  at?: [number, number][];
  fill?: number;
}

function alterEncoded(array: EncodedArray): unknown {
  if (array.b64 === undefined) return { ...array, fill: (array.fill ?? 0) + 1 };
  const bytes = Buffer.from(array.b64, "base64");
  if (bytes.length === 0) return null;
  // The first number's highest byte (or first mask pixel): never below a tolerance.
  const last =
    "dtype" in array && array.dtype === "float64" ? 7 : "dtype" in array && array.dtype === "float32" ? 3 : 0;
  bytes[last] ^= last === 0 ? 1 : 0x40;
  return { ...array, b64: bytes.toString("base64") };
}

describe("checkMetrics", () => {
  test("passes every reference case", async () => {
    const results = await collect(checkMetrics(golden));
    expect(results.filter((result) => !result.passed)).toEqual([]);
    const files = (await readdir(golden)).filter((file) => file.endsWith(".json"));
    expect(new Set(results.map((result) => result.name.split("/")[0])).size).toBe(files.length);
    const cases = await Promise.all(files.map(readCases));
    expect(results).toHaveLength(cases.flat().length);
    for (const result of results) expect(result.worstError).toBeLessThanOrEqual(result.tolerance ?? 0);
  });

  test("fails each case whose expected value is altered, field by field", async () => {
    const files = (await readdir(golden)).filter((file) => file.endsWith(".json"));
    let alterations = 0;
    for (const file of files) {
      const [first] = await readCases(file);
      for (const [field, value] of Object.entries(first.expected)) {
        // A limit is altered by drawing it tighter.
        const altered = field.endsWith("_at_most") ? (value as number) * 0.9 : alter(value);
        if (altered === null) continue;
        alterations++;
        const wrong = { ...first, expected: { ...first.expected, [field]: altered } };
        const label = `${file}-${field}`;
        const [result] = await checkCases(label, file, [wrong]);
        expect(result.passed, label).toBe(false);
        expect(result.detail, label).not.toBe("");
      }
    }
    // Nearly every field of the 17 files' first cases holds a number.
    expect(alterations).toBeGreaterThan(60);
  });

  test("fails what it does not know, and says what", async () => {
    const [entropy] = (await readCases("semseg.json")).slice(0, 1);
    const [focal] = await readCases("focal.json");
    const unknown = [
      ["file", "panoptic.json", [entropy], "no such metric"],
      ["kind", "focal.json", [{ ...focal, input: { ...focal.input, kind: "poly" } }], "kind"],
      ["option", "semseg.json", [{ ...entropy, input: { ...entropy.input, weights: [1] } }], "weights"],
      ["field", "semseg.json", [{ ...entropy, expected: { dice: 1 } }], "dice is expected but not known"],
      ["nothing-expected", "semseg.json", [{ ...entropy, expected: {} }], "expects nothing"],
      ["no-cases", "semseg.json", [], ">=1"],
    ] as const;
    for (const [label, file, cases, words] of unknown) {
      const results = await checkCases(label, file, cases);
      expect(
        results.map((result) => result.passed),
        label,
      ).toEqual([false]);
      expect(results[0].detail).toContain(words);
    }
  });

  test("fails a file that is not JSON and a stray file", async () => {
    const folder = await emptyFolder("broken");
    await writeFile(join(folder, "ari.json"), "[{");
    await writeFile(join(folder, "notes.txt"), "");
    const results = await collect(checkMetrics(folder));
    expect(results.map((result) => [result.name, result.passed])).toEqual([
      ["ari.json", false],
      ["notes.txt", false],
    ]);
  });
});

describe("checkFolder", () => {
  test("takes a folder of one group, its parent, and links to groups", async () => {
    const only = { only: ["metrics"] } as const;
    const cases = [{ name: "none", input: { x: [1, 1], y: [1, 2] }, expected: { rho: null, p: null } }];
    const parent = await emptyFolder("accepted");
    await mkdir(join(parent, "metrics"));
    await writeFile(join(parent, "metrics", "spearman.json"), JSON.stringify(cases));
    const links = await emptyFolder("links");
    await symlink(join(parent, "metrics"), join(links, "metrics"));
    await symlink(join(parent, "metrics"), join(scratch, "by-another-name"));
    for (const folder of [parent, join(parent, "metrics"), links, join(scratch, "by-another-name")]) {
      const results = await collect(checkFolder(folder));
      expect(results.map(({ group, passed }) => [group, passed])).toEqual([["metrics", true]]);
    }
    const unnamed = join(await emptyFolder("unnamed"), "cases");
    await rename(join(parent, "metrics"), unnamed);
    expect((await collect(checkFolder(unnamed))).every(({ passed }) => !passed)).toBe(true);
    expect((await collect(checkFolder(unnamed, only))).map(({ passed }) => passed)).toEqual([true]);
  });

  test("names a folder that is not there, and a file in its place", async () => {
    await expect(collect(checkFolder(join(scratch, "absent")))).rejects.toThrow(InputError);
    await expect(collect(checkFolder(join(golden, "ari.json")))).rejects.toThrow("this is not a folder");
  });

  test("a folder without cases fails", async () => {
    const results = await collect(checkFolder(await emptyFolder("empty")));
    expect(results.map((result) => result.passed)).toEqual([false]);
    const hollow = await emptyFolder("hollow");
    await mkdir(join(hollow, "metrics"));
    expect(await collect(checkFolder(hollow))).toMatchObject([
      { passed: false, detail: "the folder has no case" },
    ]);
  });

  test("knows every folder of the repository's cases, and holds a JPEG file to its very bits", async () => {
    const all = join(golden, "..");
    const folders = (await readdir(all)).filter((name) => !name.endsWith(".md"));
    expect([...conformanceGroups].sort()).toEqual(folders.sort());
    const jpeg = await collect(checkFolder(all, { only: ["jpeg"] }));
    expect(jpeg.map(({ passed }) => passed)).toEqual(Array(17).fill(true));
    const folder = await emptyFolder("other-pixels");
    await cp(join(all, "jpeg"), join(folder, "jpeg"), { recursive: true });
    await cp(join(all, "jpeg", "subsampled-422.jpg"), join(folder, "jpeg", "subsampled-420.jpg"));
    const changed = await collect(checkFolder(folder));
    expect(changed.filter(({ passed }) => !passed)).toMatchObject([
      { name: "subsampled-420", detail: expect.stringContaining("expected") },
    ]);
  });

  test("an unknown subfolder fails beside passing cases; only the groups asked for are checked", async () => {
    const folder = await emptyFolder("mixed");
    await mkdir(join(folder, "metrics"));
    await cp(join(golden, "pareto.json"), join(folder, "metrics", "pareto.json"));
    await mkdir(join(folder, "speed"));
    const all = await collect(checkFolder(folder));
    expect(all.filter((result) => !result.passed)).toMatchObject([{ group: "folder", name: "speed" }]);
    const only = await collect(checkFolder(folder, { only: ["metrics"] }));
    expect(only.every((result) => result.passed)).toBe(true);
    await expect(collect(checkFolder(folder, { only: ["backbones"] }))).rejects.toThrow(
      "no folder backbones",
    );
  });
});

describe("report", () => {
  const right: CaseResult = {
    group: "metrics",
    name: "ari/random",
    passed: true,
    worstError: 2e-16,
    tolerance: 1e-6,
    detail: "",
  };
  const wrong: CaseResult = { ...right, name: "ari/noisy", passed: false, worstError: null, detail: "why" };

  test("a row and a line tell errors, tolerances and reasons", () => {
    expect(formatRow(right)).toMatch(/^pass +metrics\/ari\/random +2\.0e-16 +1\.0e-6$/);
    expect(formatLine(wrong)).toBe("FAIL metrics/ari/noisy error - accepted 1.0e-6: why");
  });

  test("the summary counts failures", () => {
    expect(formatSummary([right, wrong])).toBe(
      "metrics: 1 of 2 passed, worst error among them 2.0e-16\n1 of 2 cases FAILED",
    );
  });
});
