import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Manifest, manifestSchema, parseDocument } from "#contract";
import { testBundle } from "../../../db/test/bundle.ts";
import { root } from "../install.mjs";
import { checkRequest } from "./check-request.ts";
import { MadeRepository } from "./made-repository.fixture.ts";
import { isRefused } from "./report.ts";
import type { Ended, RunEvaluator } from "./run-evaluator.ts";

const manifests = "evaluator/manifests";
const made = new MadeRepository({ "README.md": "read me" });
let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), "check-"));
});
afterAll(async () => {
  made[Symbol.dispose]();
  await rm(out, { recursive: true });
});

const manifestOf = (id: string): Manifest =>
  manifestSchema.parse(JSON.parse(readFileSync(join(root, manifests, `${id}.json`), "utf8")));

const ended = (stdout: string, exitCode = 0): Ended => ({ exitCode, stdout, stderr: "" });

/** Answers as the evaluator does, from the contract alone; a smoke run leaves a made-up bundle. */
function answering(commands: string[][]): RunEvaluator {
  return async (args) => {
    commands.push([...args]);
    const [command] = args;
    const after = (flag: string) => args[args.indexOf(flag) + 1] as string;
    if (command === "backbones") {
      const file = args[2] as string;
      const parsed = parseDocument(manifestSchema, JSON.parse(readFileSync(file, "utf8")));
      const name = basename(file, ".json");
      const problems = parsed.ok
        ? [...(parsed.document.id === name ? [] : [`${file}: id ${parsed.document.id}, expected ${name}`])]
        : parsed.problems.map(({ path, message }) => `${path}: ${message}`);
      return ended(
        JSON.stringify({ backbones: [{ id: null, file, problems, notes: ["probe: none"] }] }),
        problems.length > 0 ? 2 : 0,
      );
    }
    if (command === "run") {
      await mkdir(after("--out"), { recursive: true });
      const manifest = manifestSchema.parse(JSON.parse(readFileSync(after("--backbone"), "utf8")));
      const bundle = testBundle({ task: "nyuv2-depth", manifest });
      await writeFile(join(after("--out"), "cell.json"), JSON.stringify(bundle));
    }
    return ended("");
  };
}

async function check(files: Readonly<Record<string, string | null>>, run?: RunEvaluator) {
  const commands: string[][] = [];
  const report = await checkRequest({
    ...{ repository: made.folder, base: made.base, head: made.request(files), out, number: 5 },
    ...{ weights: undefined, smoke: "run" as const, run: run ?? answering(commands) },
  });
  return { report, commands };
}

const mae = manifestOf("mae");
const own = { ...mae, id: "own-b", label: "Own @everybody <b>" };

test("a manifest is validated, run untrained as a smoke cell, and shown", async () => {
  const { report, commands } = await check({ [`${manifests}/own-b.json`]: JSON.stringify(own) });
  expect(isRefused(report)).toBe(false);
  const [candidate] = report.candidates;
  expect([candidate?.problems, candidate?.notes, candidate?.smoke.state]).toEqual([
    [],
    ["probe: none"],
    "measured",
  ]);
  expect(commands.map(([command, what]) => (command === "run" ? command : `${command} ${what}`))).toEqual([
    "backbones validate",
    "data scenes",
    "run",
  ]);
  expect(commands[2]).toEqual(expect.arrayContaining(["--smoke", "--task", "nyuv2-depth"]));
  expect(JSON.parse(await readFile(join(out, "report.json"), "utf8"))).toEqual(report);
  expect(await readFile(join(out, "comment.md"), "utf8")).toContain("**`own-b`: valid**");
  expect(await readFile(join(out, "preview.html"), "utf8")).toContain(
    "Own @everybody &lt;b&gt;<small>smoke, not ranked",
  );
  // Files of the request lie in a folder that goes with the check.
  expect(existsSync(commands[0]?.[2] ?? "")).toBe(false);
});

test("what has to be mended is listed, and nothing is run", async () => {
  const { report, commands } = await check({
    [`${manifests}/own-b.json`]: JSON.stringify({ ...own, std: "x", id: "UP" }),
  });
  expect(isRefused(report)).toBe(true);
  expect(report.candidates[0]?.problems).toEqual([
    "id: expected lower-case letters and digits joined by single hyphens",
    expect.stringContaining("std: Invalid input"),
  ]);
  expect(commands).toHaveLength(1);
  const named = await check({ [`${manifests}/other.json`]: JSON.stringify(own) });
  expect(named.report.candidates[0]?.problems).toEqual(["other.json: id own-b, expected other"]);
});

test("a request with more than manifests and keys is refused; one without is none of this check's", async () => {
  const mixed = await check({
    [`${manifests}/own-b.json`]: JSON.stringify(own),
    "evaluator/src/x.ts": "code",
  });
  expect(isRefused(mixed.report)).toBe(true);
  expect(await readFile(join(out, "comment.md"), "utf8")).toContain(
    "- `evaluator/src/x.ts`: `code or text of the project`",
  );
  const code = await check({ "evaluator/src/x.ts": "code" });
  expect([isRefused(code.report), code.commands]).toEqual([false, []]);
  expect(await readFile(join(out, "comment.md"), "utf8")).toBe("");
});

test("a manifest under a wrong name is not passed over", async () => {
  const path = `${manifests}/Own_B.json`;
  const { report, commands } = await check({ [path]: JSON.stringify(own) });
  expect([report.candidates, commands, isRefused(report)]).toEqual([[], [], true]);
  expect(await readFile(join(out, "comment.md"), "utf8")).toContain(`- \`${path}\`: \`no manifest's name; `);
});

test("keys alone are checked with the manifest that is here; keys of nothing are refused", async () => {
  const { report, commands } = await check({ [`${manifests}/mae.keys.json`]: "{}" });
  expect(report.candidates[0]?.problems).toEqual([]);
  expect(report.candidates[0]?.notes[0]).toMatch(/^changes a backbone that is here already/);
  expect(basename(commands[0]?.[2] ?? "")).toBe("mae.json");
  const { report: lost } = await check({ [`${manifests}/lost.keys.json`]: "{}" });
  expect(lost.candidates[0]?.problems).toEqual([
    "lost.keys.json: there is no manifest lost.json; expected one beside it",
  ]);
});

test("families that cannot run untrained, and large networks, are said to be left out", async () => {
  const reasons = async (manifest: object) =>
    (await check({ [`${manifests}/own-b.json`]: JSON.stringify(manifest) })).report.candidates[0]?.smoke;
  expect(await reasons({ ...manifestOf("hiera-b-plus"), id: "own-b" })).toEqual({
    state: "left out",
    why: "family hiera needs its weights, which are not here",
  });
  expect(await reasons({ ...own, parameters: 304_000_000 })).toEqual({
    state: "left out",
    why: "304 million parameters; expected at most 120 here",
  });
});

test("a command that fails or answers nonsense is told, not passed over", async () => {
  const files = { [`${manifests}/own-b.json`]: JSON.stringify(own) };
  const failing = await check(files, async () => ({
    exitCode: 1,
    stdout: "",
    stderr: "reading\nerror: out of\nmemory\n",
  }));
  expect(failing.report.candidates[0]?.problems).toEqual(["the check itself failed: error: out of memory"]);
  const silent = await check(files, async () => ({
    exitCode: 2,
    stdout: '{"backbones":[{"id":null,"problems":[],"notes":[]}]}',
    stderr: "",
  }));
  expect(silent.report.candidates[0]?.problems).toEqual(["the check itself failed: ended with exit code 2"]);
  const answer = answering([]);
  const late: RunEvaluator = async (args, seconds) =>
    args[0] === "run" ? { exitCode: 1, stdout: "", stderr: "error: no memory" } : answer(args, seconds);
  expect((await check(files, late)).report.candidates[0]?.smoke).toEqual({
    state: "left out",
    why: "error: no memory",
  });
});
