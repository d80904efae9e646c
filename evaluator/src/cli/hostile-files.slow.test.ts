import { type ChildProcess, spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GraphBuilder, ints } from "../onnx/index.ts";
import { exitInput, exitInterrupted } from "./exit-codes.ts";

/** Files that are made to hold up or to exhaust whoever reads them, given to the commands that read strangers' files. */

const binary = fileURLToPath(new URL("../../bin/evaluator.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "hostile-cli-"));
const at = (...names: string[]) => join(folder, ...names);
afterAll(() => rmSync(folder, { recursive: true }));

/** Features [batch, 5, 2, 2] of 8 x 8 pixels, with weights in another file. */
function exported(file: string): Uint8Array {
  const graph = new GraphBuilder("net");
  const input = graph.input("pixel_values", "float32", ["batch", 3, 8, 8]);
  const weight = graph.external("float32", [5, 3, 4, 4], { file, offset: 0, length: 960 }, "weight");
  const features = graph.op("Conv", [input, weight], { strides: ints([4, 4]) });
  graph.output(features, "features", "float32", ["batch", 5, 2, 2]);
  return graph.build();
}

beforeAll(() => {
  mkdirSync(at("own"));
  writeFileSync(at("own", "net.onnx"), exported("net.data"));
  symlinkSync("/dev/zero", at("own", "net.data"));
  const colours = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
  writeFileSync(at("own", "net.json"), JSON.stringify({ private: true, weights: "net.onnx", ...colours }));
  // A model of fields without end and content.
  writeFileSync(at("zeros.onnx"), Buffer.of(0x08, 8));
  truncateSync(at("zeros.onnx"), 2 ** 31 - 1);
  // An outline within an outline within an outline.
  mkdirSync(at("coco", "annotations"), { recursive: true });
  for (const split of ["train", "val"]) {
    mkdirSync(at("coco", `${split}2017`));
    const outline = `${"[".repeat(2 ** 25)}${"]".repeat(2 ** 25)}`;
    const image = '"images":[{"id":1,"file_name":"1.jpg","width":8,"height":8}]';
    const annotation = `{"id":1,"image_id":1,"category_id":1,"area":1,"bbox":[0,0,1,1],"segmentation":${outline}}`;
    const text = `{${image},"categories":[{"id":1,"name":"a"}],"annotations":[${annotation}]}`;
    writeFileSync(at("coco", "annotations", `instances_${split}2017.json`), text);
  }
});

interface Ended {
  readonly code: number | null;
  readonly text: string;
}

function start(args: readonly string[], more: NodeJS.ProcessEnv = {}): [ChildProcess, Promise<Ended>] {
  const env = { ...process.env, EVALUATOR_CACHE: at("cache"), ...more };
  const child = spawn(process.execPath, [binary, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
    });
  }
  return [child, new Promise((resolve) => child.once("close", (code) => resolve({ code, text })))];
}

const run = (args: readonly string[], more?: NodeJS.ProcessEnv): Promise<Ended> => start(args, more)[1];

test("external data that is a device is refused, and not hashed for ever", async () => {
  const { code, text } = await run([
    ...["features", "--backbone", at("own", "net.json"), "--images", folder],
    ...["--out", at("features.safetensors"), "--device", "cpu"],
  ]);
  expect(text).toMatch(/error: .*net\.onnx: external data .*net\.data is no file; expected the file beside/);
  expect(code).toBe(exitInput);
});

test("a model that takes its reader's time is given up, by the name of the limit", async () => {
  const { code, text } = await run(["backbones", "add", at("zeros.onnx"), "--out", at("own")], {
    EVALUATOR_READ_SECONDS: "0.5",
    EVALUATOR_READ_MB: "4000",
  });
  expect(text).toMatch(
    /^error: .*zeros\.onnx: reading it gets nowhere for 0\.5 s; .* set EVALUATOR_READ_SECONDS higher$/m,
  );
  expect(code).toBe(exitInput);
});

test("annotations of absurd nesting cost their reader alone", async () => {
  const { code, text } = await run(["data", "verify", "coco2017", "--data", at("coco")], {
    EVALUATOR_READ_MB: "700",
  });
  expect(text).toMatch(
    /^error: .*(coco|instances_train2017\.json): (reading it takes more than 700 MB|cannot be read \()/m,
  );
  expect(code).toBe(exitInput);
});

/** Processes that a process has started. */
function childrenOf(pid: number | undefined): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return new RegExp(`^PPid:\\s+${pid}$`, "m").test(readFileSync(`/proc/${name}/status`, "latin1"));
      } catch {
        return false;
      }
    })
    .map(Number);
}

test("Ctrl-C ends the reader too", async () => {
  const [child, ended] = start(["backbones", "add", at("zeros.onnx"), "--out", at("own")]);
  let [reader] = childrenOf(child.pid);
  for (; reader === undefined; [reader] = childrenOf(child.pid)) await pause(10);
  child.kill("SIGINT");
  const { code, text } = await ended;
  expect(text).toContain("interrupted; nothing was written");
  expect(code).toBe(exitInterrupted);
  expect(() => process.kill(reader, 0)).toThrow(/ESRCH/);
});
