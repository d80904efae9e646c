import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Manifest, mainMetricOf, parseBundle, type TaskId } from "#contract";
import type { Smoke } from "./report.ts";
import { lastWords, type RunEvaluator } from "./run-evaluator.ts";

/**
 * One task, on few scenes, to see that all runs. Depth: a readout of segmentation says "background" everywhere after so few
 * updates, whatever the features are.
 */
const task: TaskId = "nyuv2-depth";
const scenes = { images: 16, seed: 0 } as const;
const mostSeconds = 600;

/** The job's machine has two cores and minutes. */
const mostParameters = 120e6;
/** Pixels; memory of attention grows with its fourth power. */
const mostInputSize = 1024;

type Weights = Extract<Smoke, { readonly state: "measured" }>["weights"];

/** What the network is run with; a text: why it is not run. */
function networkOf(
  manifest: Manifest,
  weights: string | undefined,
): { readonly manifest: Manifest; readonly weights: Weights } | string {
  const millions = (manifest.parameters / 1e6).toFixed(0);
  if (manifest.parameters > mostParameters)
    return `${millions} million parameters; expected at most ${mostParameters / 1e6} here`;
  if (manifest.inputSize > mostInputSize)
    return `input of ${manifest.inputSize} pixels; expected at most ${mostInputSize} here`;
  if (
    weights !== undefined &&
    manifest.weights !== null &&
    existsSync(join(weights, manifest.weights.file))
  ) {
    return { manifest, weights: "published" };
  }
  const isTransformer = manifest.family === "vit";
  if (manifest.weights === null) return { manifest, weights: isTransformer ? "untrained" : "no" };
  if (!isTransformer) return `family ${manifest.family} needs its weights, which are not here`;
  const { weights: _rules, ...options } = manifest.options;
  const { probe: _probe, ...rest } = manifest as Manifest & { readonly probe?: unknown };
  return { manifest: { ...rest, options, weights: null }, weights: "untrained" };
}

/**
 * One cell of a candidate on generated scenes, by the evaluator's own command.
 *
 * @param folder for scenes, results and features
 * @param weights folder of weights files, where there is one
 */
export async function smokeRow(
  manifest: Manifest,
  folder: string,
  weights: string | undefined,
  run: RunEvaluator,
): Promise<Smoke> {
  const network = networkOf(manifest, weights);
  if (typeof network === "string") return { state: "left out", why: network };
  const data = join(folder, "scenes");
  const [file, out] = [join(folder, `${manifest.id}.json`), join(folder, `results-${manifest.id}`)];
  await writeFile(file, JSON.stringify(network.manifest));
  const commands = [
    ...(existsSync(data)
      ? []
      : [["data", "scenes", "--out", data, "--images", `${scenes.images}`, "--seed", `${scenes.seed}`]]),
    [
      ...["run", "--backbone", file, "--task", task, "--data", data, "--out", out],
      ...["--smoke", "--cache", join(folder, "cache")],
      ...(weights === undefined ? [] : ["--weights", weights]),
    ],
  ];
  const start = performance.now();
  for (const args of commands) {
    const ended = await run(args, mostSeconds);
    if (ended.exitCode !== 0) return { state: "left out", why: lastWords(ended) };
  }
  return measured(await bundleIn(out), network.weights, (performance.now() - start) / 1000);
}

async function bundleIn(folder: string): Promise<unknown> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json") && !name.startsWith("."));
  return JSON.parse(await readFile(join(folder, names[0] ?? ""), "utf8"));
}

function measured(document: unknown, weights: Weights, seconds: number): Smoke {
  const parsed = parseBundle(document);
  if (!parsed.ok)
    return {
      state: "left out",
      why: parsed.problems.map(({ path, message }) => `${path}: ${message}`).join("; "),
    };
  const { metrics, training } = parsed.document;
  const { id, label, digits, unit, better } = mainMetricOf(task);
  const value = metrics[id]?.value;
  if (value === undefined || !Number.isFinite(value)) return { state: "left out", why: "gave no number" };
  const { images } = scenes;
  const { iterations } = training;
  return {
    state: "measured",
    weights,
    task,
    label,
    value,
    digits,
    unit,
    better,
    iterations,
    images,
    seconds,
  };
}
