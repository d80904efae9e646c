import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { Reading } from "./child.ts";
import { readInChildOnce } from "./kept.ts";
import type { Unruly } from "./unruly.test-process.ts";

const folder = mkdtempSync(join(tmpdir(), "kept-"));
afterAll(() => rmSync(folder, { recursive: true }));

const [memory, data, counted] = ["memory", "data", "counted"].map((name) => join(folder, name));
const annotation = join(data, "deep", "annotation");

beforeEach(() => {
  for (const path of [memory, data]) rmSync(path, { recursive: true, force: true });
  mkdirSync(join(data, "deep"), { recursive: true });
  writeFileSync(annotation, "first");
  // Links that lead round in a circle, and to a folder elsewhere.
  symlinkSync(data, join(data, "round"));
  symlinkSync(join(folder, "elsewhere"), join(data, "elsewhere"));
  mkdirSync(join(folder, "elsewhere"), { recursive: true });
  writeFileSync(join(folder, "elsewhere", "image"), "pixels");
});

const limits = { bytes: 300e6, seconds: 60 };
const job: Unruly = { kind: "count", file: counted };
const module = new URL("./unruly.test-process.ts", import.meta.url);

/** How many children it starts. */
async function children(changes: Partial<Reading<Unruly>> = {}): Promise<number> {
  // File systems keep times by a coarser clock than processes.
  await pause(20);
  writeFileSync(counted, "");
  const reading = { module, job, what: "data", limits, ...changes };
  await readInChildOnce<Unruly, null>(reading, { folder: memory, filesOf: () => [data] });
  return statSync(counted).size;
}

test("what was read and has not changed starts no child; whatever changed does, once", async () => {
  expect(await children()).toBe(1);
  expect(await children()).toBe(0);
  const before = statSync(annotation);
  const changes = {
    "as long and as old": () => {
      writeFileSync(annotation, "other");
      utimesSync(annotation, before.atime, before.mtime);
    },
    "another in its place": () => {
      cpSync(annotation, `${folder}/copy`, { preserveTimestamps: true });
      renameSync(`${folder}/copy`, annotation);
    },
    "one more": () => writeFileSync(join(data, "deep", "another"), ""),
    "one less": () => rmSync(join(data, "deep", "another")),
    "behind a link": () => writeFileSync(join(folder, "elsewhere", "image"), "Pixels"),
  };
  for (const [name, change] of Object.entries(changes)) {
    change();
    expect(await children(), name).toBe(1);
    expect(await children(), name).toBe(0);
  }
  expect(await children({ limits: { ...limits, seconds: 61 } }), "other limits").toBe(1);
});

test("a damaged record, and one of another job, are none", async () => {
  await children();
  const [name] = readdirSync(memory);
  const record = join(memory, name);
  const whole = readFileSync(record, "utf8");
  const damaged = [
    "",
    "{}",
    whole.slice(0, -1),
    whole.replace('"made":null', '"made":true'),
    whole.replace(/^./, (digit) => (digit === "0" ? "1" : "0")),
    whole.replace(/"key":"./, '"key":"x'),
  ];
  for (const text of damaged) {
    writeFileSync(record, text);
    expect(await children(), text).toBe(1);
    expect(readFileSync(record, "utf8")).toBe(whole);
  }
  await children({ limits: { ...limits, seconds: 61 } });
  const other = readdirSync(memory).find((file) => file !== name)!;
  cpSync(join(memory, other), record);
  expect(await children(), "of another key").toBe(1);
});

test("what changes while it is read is not kept", async () => {
  const reading = { module, job, what: "data", limits };
  const filesOf = () => {
    writeFileSync(annotation, "meanwhile");
    return [data];
  };
  await readInChildOnce<Unruly, null>(reading, { folder: memory, filesOf });
  expect(await children()).toBe(1);
});
