import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, test, vi } from "vitest";
import { InputError } from "../files/input-error.ts";
import { readInChild } from "./child.ts";
import type { Unruly } from "./unruly.test-process.ts";

const folder = mkdtempSync(join(tmpdir(), "reading-"));
afterAll(() => rmSync(folder, { recursive: true }));

const module = new URL("./unruly.test-process.ts", import.meta.url);
const limits = { bytes: 300e6, seconds: 60 };

const run = (job: Unruly, more: Partial<Parameters<typeof readInChild<Unruly, unknown>>[0]> = {}) =>
  readInChild<Unruly, unknown>({ module, job, what: "file.bin", limits, ...more });

/** Errors as the command line tells them apart: InputErrors end it with 2. */
async function failure(...given: Parameters<typeof run>): Promise<Error> {
  return run(...given).then(
    () => expect.fail("nothing was thrown"),
    (error: Error) => error,
  );
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A process that has ended and that nobody has asked about yet is still listed.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "latin1"));
  } catch {
    return false;
  }
};

async function pidIn(file: string): Promise<number> {
  for (;;) {
    try {
      const pid = Number(readFileSync(file, "utf8"));
      if (pid > 0) return pid;
    } catch {
      // Not yet.
    }
    await pause(10);
  }
}

test("memory is limited, inside of JavaScript's heap and outside", async () => {
  for (const kind of ["buffers", "heap"] as const) {
    const error = await failure({ kind });
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toBe(
      "file.bin: reading it takes more than 300 MB of memory; expected what takes less: it is damaged, or made to exhaust whoever reads it; where it is neither, set EVALUATOR_READ_MB higher",
    );
  }
});

test("a reader that gets nowhere is ended", async () => {
  const error = await failure({ kind: "loop" }, { limits: { ...limits, seconds: 0.1 } });
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toMatch(/^file\.bin: reading it gets nowhere for 0\.1 s; .*EVALUATOR_READ_SECONDS/);
});

test("what ends or overflows a reader is wrong input, and a fault of the code is none", async () => {
  const ended = await failure({ kind: "signal", name: "SIGSEGV" });
  expect(ended).toBeInstanceOf(InputError);
  expect(ended.message).toMatch(/^file\.bin: ended the process that read it \(SIGSEGV\); expected a whole/);
  const nested = await failure({ kind: "nesting" });
  expect(nested).toBeInstanceOf(InputError);
  expect(nested.message).toMatch(/^file\.bin: cannot be read \(Maximum call stack/);
  const refused = await failure({ kind: "refuse" });
  expect(refused).toBeInstanceOf(InputError);
  expect(refused.message).toBe("file.bin: is refused; expected another");
  const bug = await failure({ kind: "bug" });
  expect(bug).not.toBeInstanceOf(InputError);
  expect(bug.message).toMatch(/TypeError: nothing to do with the file\n.*unruly/s);
});

test("no token reaches the child", async () => {
  const secrets = [
    "HF_TOKEN",
    "EVALUATOR_TOKEN",
    "HUGGING_FACE_HUB_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "NODE_OPTIONS",
  ];
  for (const name of secrets.slice(0, -1)) vi.stubEnv(name, "hf_secret");
  try {
    const environment = (await run({ kind: "environment" })) as Record<string, string>;
    for (const name of secrets) expect(environment[name]).toBeUndefined();
    expect(JSON.stringify(environment)).not.toContain("hf_secret");
    expect(environment.PATH).toBe(process.env.PATH);
  } finally {
    vi.unstubAllEnvs();
  }
});

test("an abort ends the child before it is told", async () => {
  const controller = new AbortController();
  const pidFile = join(folder, "aborted");
  const waiting = failure({ kind: "wait", pidFile }, { signal: controller.signal });
  const pid = await pidIn(pidFile);
  expect(isAlive(pid)).toBe(true);
  controller.abort();
  expect((await waiting).name).toBe("AbortError");
  expect(isAlive(pid)).toBe(false);
});

test("a child ends with the process that started it, however that ends", async () => {
  const pidFile = join(folder, "orphan");
  const job: Unruly = { kind: "wait", pidFile };
  const program = `
    import { readInChild } from ${JSON.stringify(new URL("./child.ts", import.meta.url).href)};
    const limits = ${JSON.stringify(limits)};
    await readInChild({ module: new URL(${JSON.stringify(module.href)}), job: ${JSON.stringify(job)}, what: "x", limits });
  `;
  const args = ["--import", import.meta.resolve("tsx"), "--input-type=module", "-e", program];
  const parent = spawn(process.execPath, args, { stdio: "inherit" });
  const pid = await pidIn(pidFile);
  parent.kill("SIGKILL");
  while (isAlive(pid)) await pause(20);
});
