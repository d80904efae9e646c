/**
 * A whole small cell beside PyTorch: the evaluator measures it on images of its own making, then reproduce_cell.py does so
 * from the same image files, and the two are compared loss by loss and pixel by pixel.
 *
 *   tsx bench/reproduce-cell.ts [--python python3] [--images 64] [--iterations 200] [--batch-size 8]
 *
 * Needs a Python with torch, numpy, Pillow and safetensors. Prints one JSON object; ends with 1 where the two differ by more
 * than single precision explains.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { reopenCell, withFeatures } from "../src/cell/reopened-cell.ts";
import { baseVariant, customBudget } from "../src/cell/request.ts";
import { runCell } from "../src/cell/run.ts";
import type { RunSettings } from "../src/cell/settings.ts";
import { vocClassNames } from "../src/data/voc.ts";
import { argMaxClass } from "../src/math/cross-entropy.ts";
import { createPredictor } from "../src/readout/predictor.ts";
import { generateScenes } from "../src/scenes/generate.ts";

const { values: options } = parseArgs({
  options: {
    python: { type: "string", default: "python3" },
    images: { type: "string", default: "64" },
    iterations: { type: "string", default: "200" },
    "batch-size": { type: "string", default: "8" },
  },
});

/** After training apart for some steps: rounding errors grow with each. */
const most = { earlyLoss: 1e-5, loss: 2e-3, sameReadoutPixels: 1e-5, pixels: 5e-3 };

const folder = mkdtempSync(join(tmpdir(), "reproduce-cell-"));
try {
  process.exitCode = (await reproduce()) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

async function reproduce(): Promise<boolean> {
  await generateScenes({ out: join(folder, "scenes"), images: Number(options.images), seed: 1 });
  const data = join(folder, "scenes", "voc");
  writeFileSync(join(data, "classes.txt"), vocClassNames.join("\n"));
  const settings: RunSettings = {
    ...{ data, out: join(folder, "results"), cache: join(folder, "cache"), cacheBytes: 1e9, weights: folder },
    ...{ executor: "onnxruntime", reading: "here" as const, command: "bench/reproduce-cell.ts" },
    progress: { line: (text) => console.error(text), update() {} },
    signal: new AbortController().signal,
  };
  const asked = { iterations: Number(options.iterations), batchSize: Number(options["batch-size"]) };
  const budget = customBudget("segmentation", asked);
  const cell = { backbone: "dct-16", task: "segmentation", variant: baseVariant, seed: 3, budget } as const;
  const { path } = await runCell(cell, settings);
  const predictions = join(folder, "predictions.u8");
  writeFileSync(predictions, await predictedClasses(path, settings));
  const script = fileURLToPath(new URL("reproduce_cell.py", import.meta.url));
  const { stdout, status } = spawnSync(options.python, [script, data, path, predictions], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`${options.python} ${script} ended with ${status}`);
  console.log(stdout.trim());
  return isReproduced(JSON.parse(stdout));
}

/** Of each pixel of each test image, one byte. */
async function predictedClasses(bundlePath: string, settings: RunSettings): Promise<Uint8Array> {
  await using cell = await reopenCell(bundlePath, settings);
  const { configs: readouts, readouts: parameters, dataset } = cell;
  const { test } = dataset.splits;
  await using predictor = await createPredictor({
    executor: "onnxruntime",
    readouts,
    parameters,
    batchSize: 1,
  });
  return await withFeatures(cell, settings, test, async (features) => {
    const classes: number[] = [];
    for (const id of test) {
      const [logits] = await predictor.predict(await features.batch([id]), 1);
      for (const one of argMaxClass(logits, readouts[0].outputs, logits.length / readouts[0].outputs))
        classes.push(one);
    }
    return Uint8Array.from(classes);
  });
}

function isReproduced(found: Record<string, number | number[]>): boolean {
  const within = (name: string, limit: number) => Number(found[name]) <= limit;
  const [selected, ours] = found["selected iteration"] as number[];
  return (
    within("largest relative difference of the first 20 training losses", most.earlyLoss) &&
    within("of all training losses", most.loss) &&
    within("of validation losses", most.loss) &&
    within("share of pixels that differ, evaluator's readout", most.sameReadoutPixels) &&
    within("share of pixels that differ, trained again", most.pixels) &&
    selected === ours
  );
}
