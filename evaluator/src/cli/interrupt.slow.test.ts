import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { baseVariant, smokeBudget } from "../cell/request.ts";
import { runCell } from "../cell/run.ts";
import { silent } from "../cell/silent.fixture.ts";
import { generateScenes } from "../scenes/generate.ts";

const folder = mkdtempSync(join(tmpdir(), "evaluator-interrupt-"));
const [scenes, cache] = [join(folder, "scenes"), join(folder, "cache")];
let bundle = "";

beforeAll(async () => {
  await generateScenes({ out: scenes, images: 4, seed: 3 });
  const budget = smokeBudget("voc2012", 1);
  const settings = {
    ...{ data: scenes, cache, weights: folder, out: join(folder, "done"), cacheBytes: 1e9 },
    ...({
      executor: "onnxruntime",
      reading: "here" as const,
      command: "evaluator run",
      progress: silent,
    } as const),
    signal: new AbortController().signal,
  };
  const request = { backbone: "dct-16", task: "voc2012", variant: baseVariant, seed: 0, budget } as const;
  ({ path: bundle } = await runCell(request, settings));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A child whose standard error can be waited for. */
class Child {
  readonly process: ChildProcess;
  readonly ended: Promise<number | NodeJS.Signals | null>;
  text = "";

  constructor(args: readonly string[]) {
    this.process = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
    this.process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.text += text;
    });
    this.ended = new Promise((resolve) => this.process.once("close", (code, name) => resolve(code ?? name)));
  }

  /** Sends Ctrl-C once standard error holds `text`. */
  async interruptAt(text: string): Promise<void> {
    while (!this.text.includes(text)) {
      if (this.process.exitCode !== null) throw new Error(`ended before "${text}":\n${this.text}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    this.process.kill("SIGINT");
  }

  get lastLine(): string | undefined {
    return this.text.trimEnd().split("\n").at(-1);
  }
}

const binary = fileURLToPath(new URL("../../bin/evaluator.mjs", import.meta.url));
const engine = ["--engine", "onnxruntime"];
const evaluator = (...args: string[]) => new Child([binary, ...args, "--cache", cache, "--data", scenes]);

/** A program of a few lines that may import the evaluator's sources. */
function program(lines: string): Child {
  const source = lines.replace(/from "(.+?)"/g, (_, path) => `from "${new URL(path, import.meta.url).href}"`);
  return new Child(["--import", import.meta.resolve("tsx"), "--input-type=module", "-e", source]);
}

test("run: Ctrl-C saves a checkpoint, says where, and ends with 130", async () => {
  const out = join(folder, "run");
  const cell = ["--backbone", "dct-16", "--task", "voc2012", "--smoke", "--iterations", "5000"];
  const child = evaluator("run", ...cell, ...engine, "--out", out);
  await child.interruptAt("features: waited");
  expect(await child.ended).toBe(130);
  expect(child.lastLine).toBe(
    `interrupted; finished bundles and the last checkpoint are kept in ${out}, features in ${cache}; the same command goes on from there`,
  );
  expect(readdirSync(out)).toEqual([".leases", ".work"]);
  for (const name of readdirSync(join(out, ".work")))
    expect(name).toMatch(/^\w+\.1(\.previous)?\.checkpoint$/);
  const [lease] = readdirSync(join(out, ".leases"));
  const { end } = JSON.parse(readFileSync(join(out, ".leases", lease), "utf8"));
  expect(end).toMatchObject({ outcome: "interrupted" });
});

test("sizes: Ctrl-C ends with 130 and leaves no document", async () => {
  const out = join(folder, "sizes");
  const child = evaluator("sizes", bundle, "--out", out, "--scales", "1,6,7,8", ...engine);
  await child.interruptAt("at 224 x 224 pixels");
  expect(await child.ended).toBe(130);
  expect(child.lastLine).toBe(
    `interrupted; what is finished is kept in ${out}, features in ${cache}; the same command goes on with the rest`,
  );
  expect(existsSync(out)).toBe(false);
});

test("artefacts: Ctrl-C ends with 130; the features stay, no index is left", async () => {
  const [out, own] = [join(folder, "pictures"), join(folder, "pictures-cache")];
  const where = ["--out", out, "--cache", own, "--data", scenes];
  const child = new Child([binary, "artefacts", bundle, ...where, "--scales", "6,7,8", ...engine]);
  await child.interruptAt("features ");
  expect(await child.ended).toBe(130);
  expect(child.lastLine).toBe(
    `interrupted; what is finished is kept in ${out}, features in ${own}; the same command goes on with the rest`,
  );
  expect(existsSync(join(out, "artefacts"))).toBe(false);
  expect(readdirSync(own)).toContain("features");
});

test("speed: Ctrl-C ends with 130 and leaves no half measurement", async () => {
  const out = join(folder, "speed");
  const child = new Child([binary, "speed", "--backbone", "dct-16", "--out", out, ...engine]);
  await child.interruptAt("forward passes of");
  expect(await child.ended).toBe(130);
  expect(child.lastLine).toBe(
    `interrupted; measurements of finished backbones are kept in ${out}; the same command goes on with the others`,
  );
  expect(existsSync(out)).toBe(false);
});

test("fetching: Ctrl-C keeps the bytes that came", async () => {
  const server: Server = createServer((_, response) => {
    response.writeHead(200, { "content-length": 1000 }).write("x".repeat(600));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const file = {
    url: "http://files.test/a.tar",
    name: "a.tar",
    bytes: 1000,
    md5: null,
    sha256: null,
    archive: "tar",
  };
  const files = JSON.stringify([{ ...file, folder: ".", unpackedBytes: 1 }]);
  const child = program(`
    import { fetchDataset } from "../data/fetch-dataset.ts";
    import { connectLocally } from "../download/local-server.fixture.ts";
    import { interruptionOf, interruptSignal } from "./interrupt.ts";
    const signal = interruptSignal("kept");
    const onProgress = (...facts) => console.error("progress", ...facts);
    const options = { signal, files: ${files}, onProgress, connect: connectLocally(${port}) };
    await fetchDataset("voc2012", ${JSON.stringify(join(folder, "fetched"))}, options)
      .catch((error) => console.error(error.name, interruptionOf(error)));`);
  await child.interruptAt("600 1000");
  expect(await child.ended).toBe(0);
  expect(child.lastLine).toBe("AbortError kept");
  expect(readdirSync(join(folder, "fetched"))).toEqual(["a.tar.part"]);
  expect(statSync(join(folder, "fetched", "a.tar.part")).size).toBe(600);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("the second Ctrl-C ends a command at once, even one that never looks at the signal", async () => {
  const child = program(`
    import { interruptSignal } from "./interrupt.ts";
    interruptSignal("nothing").addEventListener("abort", () => { for (;;); });
    setInterval(() => {}, 1000);
    console.error("ready");`);
  await child.interruptAt("ready");
  await child.interruptAt("stopping after the step in progress (Ctrl-C again: at once)");
  expect(await child.ended).toBe("SIGINT");
});
