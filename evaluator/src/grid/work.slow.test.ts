import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LeaseBook } from "../leases/lease-book.ts";
import { generateScenes } from "../scenes/generate.ts";
import { bundlesOf, killRunning, runEvaluator, startEvaluator } from "./evaluator-process.fixture.ts";
import { evaluatorProgram } from "./launch.ts";

const folder = mkdtempSync(join(tmpdir(), "evaluator-work-"));
const scenes = join(folder, "scenes");
const place = [
  "--data",
  scenes,
  "--engine",
  "onnxruntime",
  "--weights",
  folder,
  "--cache",
  join(folder, "cache"),
];

beforeAll(async () => {
  await generateScenes({ out: scenes, images: 4, seed: 3 });
});
afterAll(() => {
  killRunning();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes a list of cells. @returns the options of its workers */
async function planned(name: string, ...grid: string[]) {
  const [out, cells] = [join(folder, name), join(folder, `${name}.json`)];
  await runEvaluator(["plan", ...grid, "--smoke", "--no-pilot", ...place, "--out", out, "--write", cells]);
  return { out, options: ["--cells", cells, ...place, "--out", out] };
}

/** SHA-256 of every file but the first attempt's lease, for which its own process still beats. */
function contents(out: string): [string, string][] {
  const names = readdirSync(out, { recursive: true }).map(String).sort();
  return names
    .filter((name) => !name.endsWith(".1.json") && statSync(join(out, name)).isFile())
    .map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(join(out, name)))
        .digest("hex"),
    ]);
}

const statusOf = async (out: string) => {
  const { ended, output } = startEvaluator(["status", out, "--json"]);
  await ended;
  return JSON.parse(output());
};

test("a stopped worker falls silent; another goes on from its checkpoint; it wakes up and writes nothing", async () => {
  const grid = ["--backbone", "dct-16", "--task", "voc2012", "--iterations", "40"];
  const { out, options } = await planned("stopped", ...grid);
  const soon = ["--takeover-after", "3"];
  const stopped = startEvaluator(["work", ...options, ...soon]);
  const work = join(out, ".work");
  const checkpoint = () => existsSync(work) && readdirSync(work).some((name) => name.endsWith(".checkpoint"));
  // What it told last is on disk with the next beat.
  const book = new LeaseBook(out, 3);
  const told = async () => [...(await book.newest()).values()][0]?.record?.progress;
  while (!(checkpoint() && (await told()))) await sleep(10);
  stopped.child.kill("SIGSTOP");
  const running = await statusOf(out);
  expect(running.counts).toEqual({ done: 0, running: 1, failed: 0, "to do": 0 });
  expect(running.cells[0]).toMatchObject({ attempt: 1, progress: { phase: expect.any(String) } });

  const other = startEvaluator(["work", ...options, ...soon]);
  expect(await other.ended, other.errors()).toBe(0);
  expect(other.errors()).toMatch(
    /waiting for 1 cells[\s\S]*taken over: attempt 2[\s\S]*going on after iteration/,
  );
  const finished = contents(out);
  stopped.child.kill("SIGCONT");
  expect(await stopped.ended, stopped.errors()).toBe(0);
  expect(stopped.errors()).toContain("given up: dct-16 voc2012 seed 0 smoke 40: another worker took over");
  expect(contents(out)).toEqual(finished);

  const undisturbed = join(folder, "undisturbed");
  await runEvaluator(["run", ...grid, "--smoke", ...place, "--out", undisturbed]);
  expect(await bundlesOf(out)).toEqual(await bundlesOf(undisturbed));
});

test("a failed cell stops nobody, is named with the command that repeats it, and is left alone until retry", async () => {
  const grid = ["--backbone", "dinov2-b,dct-8", "--task", "nyuv2-depth", "--iterations", "1"];
  const { out, options } = await planned("failing", ...grid);
  const worker = startEvaluator(["work", ...options, "--json"]);
  expect(await worker.ended).toBe(1);
  const [failed, measured] = JSON.parse(worker.output()).cells;
  expect(measured).toMatchObject({ cell: "dct-8 nyuv2-depth seed 0 smoke 1", state: "measured" });
  expect(failed).toMatchObject({ state: "failed", error: expect.stringContaining("no weights file") });

  expect(failed.command).toMatch(/^evaluator run --backbone dinov2-b --task nyuv2-depth /);
  const repeated = failed.command.replace(/^evaluator/, `'${process.execPath}' '${evaluatorProgram}'`);
  const { status: code, stderr } = spawnSync("sh", ["-c", repeated], { encoding: "utf8" });
  expect(code).toBe(2);
  expect(stderr).toContain(`error: ${failed.error}`);

  const before = await statusOf(out);
  expect(before.counts).toEqual({ done: 1, running: 0, failed: 1, "to do": 0 });
  expect(before.cells).toContainEqual(
    expect.objectContaining({ reason: failed.error, command: failed.command }),
  );
  expect(await startEvaluator(["work", ...options]).ended).toBe(1);
  expect((await statusOf(out)).cells).toEqual(before.cells);
  expect(await runEvaluator(["retry", out])).toMatch(/^to do again {2}dinov2-b nyuv2-depth .*\n1 cells\n$/);
  expect((await statusOf(out)).counts).toEqual({ done: 1, running: 0, failed: 0, "to do": 1 });
});

test("a cell on which workers die is given up, the others go on", async () => {
  const grid = ["--backbone", "dct-8", "--task", "voc2012,nyuv2-depth", "--iterations", "2"];
  const { out, options } = await planned("deadly", ...grid);
  for (let death = 0; death < 2; death++) {
    const worker = startEvaluator(["work", ...options]);
    await worker.says("] dct-8 voc2012");
    worker.child.kill("SIGKILL");
    await worker.ended;
  }
  const last = startEvaluator(["work", ...options, "--deaths", "2", "--json"]);
  expect(await last.ended).toBe(1);
  expect(JSON.parse(last.output()).cells).toMatchObject([
    { state: "failed", error: expect.stringMatching(/^2 workers died on it, the last as process \d+ of /) },
    { state: "measured" },
  ]);
  expect(await bundlesOf(out)).toHaveLength(1);
});

test("cells of another manifest, of other data or of another version are refused", async () => {
  const { out, options } = await planned(
    "other",
    "--backbone",
    "dct-8",
    "--task",
    "voc2012",
    "--iterations",
    "1",
  );
  const [, cells] = options;
  const work = async (from: RegExp, to: string) => {
    const path = join(folder, "changed.json");
    writeFileSync(path, readFileSync(cells, "utf8").replace(from, to));
    const worker = startEvaluator(["work", "--cells", path, ...place, "--out", out, "--json"]);
    return { code: await worker.ended, said: worker.errors(), reported: worker.output() };
  };
  const zeros = "0".repeat(64);
  const manifest = await work(/"manifestSha256": "\w+"/, `"manifestSha256": "${zeros}"`);
  expect(manifest).toMatchObject({ code: 2, said: expect.stringContaining(`expected ${zeros}, as when`) });
  const version = await work(/"protocolVersion": "\d+"/, `"protocolVersion": "1"`);
  expect(version).toMatchObject({
    code: 2,
    said: expect.stringContaining("cells of protocol version 1; expected"),
  });
  const data = await work(/"fingerprint": "\w+"/, `"fingerprint": "${zeros}"`);
  expect(data.code).toBe(1);
  expect(JSON.parse(data.reported).cells[0].error).toContain(
    `expected ${zeros}, as when the cells were planned`,
  );
});
