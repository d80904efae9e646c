import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { silent } from "../cell/silent.fixture.ts";
import { parseDocument, speedBatch, speedMeasurementSchema } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { measureSpeed, type SpeedSettings } from "./measure-speed.ts";
import { readSpeed } from "./speed-file.ts";
import { timeInTurns, timeRounds } from "./time-rounds.ts";

const folder = mkdtempSync(join(tmpdir(), "evaluator-speed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { signal } = new AbortController();

const settings: SpeedSettings = {
  reference: "dct-8",
  tasks: ["voc2012", "nyuv2-depth"],
  batch: { size: 2, batches: 1, warmUps: 0, rounds: 3 },
  parameters: "published",
  out: join(folder, "speed"),
  weights: folder,
  executor: "onnxruntime",
  reading: "here" as const,
  threads: 1,
  command: "evaluator speed",
  progress: silent,
  signal,
};

test("the protocol: ten batches of eight, 3 warm-ups, median of 5", () => {
  expect(speedBatch).toEqual({ size: 8, batches: 10, warmUps: 3, rounds: 5 });
});

test("warm-ups are not timed; the median of the rounds counts", async () => {
  let calls = 0;
  const slowThenFast = () => sleep(calls++ < 2 ? 60 : 2);
  const batch = { size: 1, batches: 2, warmUps: 2, rounds: 3 };
  const { medianMs, roundsMs } = await timeRounds(slowThenFast, batch, signal);
  expect(calls).toBe(2 + 2 * 3);
  expect(roundsMs).toHaveLength(3);
  expect(medianMs).toBe([...roundsMs].sort((a, b) => a - b)[1]);
  expect(Math.min(...roundsMs)).toBeLessThan(60);
});

test("kinds of work take turns, so that a slow minute meets all of them", async () => {
  const order: string[] = [];
  const work = (name: string) => async () => void order.push(name);
  const batch = { size: 1, batches: 2, warmUps: 1, rounds: 2 };
  const timings = await timeInTurns([work("a"), work("b")], batch, signal);
  expect(order.join("")).toBe(`ab${"aabb".repeat(2)}`);
  expect(timings.map(({ roundsMs }) => roundsMs.length)).toEqual([2, 2]);
});

test("a backbone is timed beside the reference, written, and not measured again", async () => {
  const { state, path, measurement } = await measureSpeed("dct-16", settings);
  expect(state).toBe("measured");
  expect(await readSpeed(path)).toEqual(measurement);
  expect(Object.keys(measurement.readoutMs)).toEqual(["voc2012", "nyuv2-depth"]);
  const { backboneMs, reference, relative } = measurement;
  expect(relative.backbone).toBeCloseTo(backboneMs.medianMs / reference.backboneMs.medianMs, 12);
  expect(reference.id).toBe("dct-8");
  expect(measurement.threads).toBe(1);

  const again = await measureSpeed("dct-16", settings);
  expect(again).toEqual({ state: "already there", path, measurement });
  expect(readdirSync(settings.out)).toHaveLength(1);

  const wrong = { ...measurement, threads: 0, relative: { ...measurement.relative, backbone: 1 } };
  const value = { ...wrong, batch: { ...measurement.batch, rounds: 9 } };
  const parsed = parseDocument(speedMeasurementSchema, value);
  const paths = parsed.ok ? [] : parsed.problems.map((problem) => problem.path);
  expect(paths).toEqual(expect.arrayContaining(["threads", "relative.backbone", "backboneMs.roundsMs"]));
});

test("missing weights are named before anything is timed", async () => {
  await expect(measureSpeed("sam2", settings)).rejects.toThrow(InputError);
  await expect(measureSpeed("sam2", settings)).rejects.toThrow(/no weights file/);
});

test("random weights take the place of a missing file, and the measurement says so", async () => {
  const untrained: SpeedSettings = { ...settings, tasks: ["voc2012"], parameters: "untrained" };
  const { measurement, path } = await measureSpeed("hiera-b-plus", untrained);
  expect(measurement.backbone).toMatchObject({ weights: "untrained", weightsSha256: expect.any(String) });
  expect((await measureSpeed("hiera-b-plus", untrained)).path).toBe(path);
  const weightless = await measureSpeed("dct-16", untrained);
  expect(weightless.measurement.backbone).not.toHaveProperty("weights");
  // A document that knows nothing of it stays what it was.
  const { weights: _, ...backbone } = measurement.backbone;
  expect(parseDocument(speedMeasurementSchema, { ...measurement, backbone }).ok).toBe(true);
  const other = { ...measurement, backbone: { ...backbone, weights: "published" } };
  expect(parseDocument(speedMeasurementSchema, other).ok).toBe(false);
});

test("an ONNX file has its own weights", async () => {
  const path = join(folder, "onnx-manifest.json");
  const manifest = JSON.parse(await readFile(new URL("../../manifests/mae.json", import.meta.url), "utf8"));
  const onnx = { family: "onnx", options: { output_layout: "nchw" } };
  await writeFile(path, JSON.stringify({ ...manifest, ...onnx }));
  await expect(measureSpeed(path, { ...settings, parameters: "untrained" })).rejects.toThrow(
    /backbone mae: family onnx has graph and weights in one file/,
  );
});

test("the reference is its own unit", async () => {
  const { measurement } = await measureSpeed("dct-8", { ...settings, tasks: ["voc2012"] });
  expect(measurement.relative.backbone).toBe(1);
});
