/** For benchmarks: what oracle features say by themselves, without a readout that has learned to hear it. */

import { evaluateTestSet, measurerOf } from "../cell/evaluate.ts";
import { PhaseClock } from "../cell/phase-clock.ts";
import { silent } from "../cell/silent.fixture.ts";
import type { ProtocolTaskId } from "../contract/index.ts";
import type { Dataset } from "../data/dataset.ts";
import { resizeChannels } from "../data/resize.ts";
import { outputSize, type Size } from "../protocol.ts";
import { codeLength, codeOf, type OracleFeatures } from "./oracle.fixture.ts";
import type { ProtocolTask, Summary } from "./task.ts";

export type AnyProtocolTask = {
  [Id in ProtocolTaskId]: ProtocolTask<Id, unknown, unknown>;
}[ProtocolTaskId];

/** The inverse of a cell's parts as channels. `[C * parts^2, rows, columns]` -> `[C, rows * parts, columns * parts]` */
function fromCells(cells: Float32Array, [rows, columns]: Size, parts: number): Float32Array {
  const [tall, wide] = [rows * parts, columns * parts];
  const planes = new Float32Array(cells.length);
  for (let place = 0; place < planes.length; place++) {
    const x = place % wide;
    const y = Math.floor(place / wide) % tall;
    const channel = Math.floor(place / (tall * wide));
    const part = (channel * parts + (y % parts)) * parts + (x % parts);
    planes[place] = cells[(part * rows + Math.floor(y / parts)) * columns + Math.floor(x / parts)];
  }
  return planes;
}

/** How well each label's code fits, `[outputs, pixels]`; not at all where the label never occurs. */
function codeFits(planes: Float32Array, outputs: number, occurring: ReadonlySet<number>): Float32Array {
  const pixels = planes.length / codeLength;
  const fits = new Float32Array(outputs * pixels);
  for (let label = 0; label < outputs; label++) {
    if (!occurring.has(label)) fits.fill(-codeLength - 1, label * pixels, (label + 1) * pixels);
    else addFit(fits.subarray(label * pixels, (label + 1) * pixels), label, planes);
  }
  return fits;
}

function addFit(fit: Float32Array, label: number, planes: Float32Array): void {
  for (const [c, sign] of codeOf(label, 0).entries()) {
    for (let pixel = 0; pixel < fit.length; pixel++) fit[pixel] += sign * planes[c * fit.length + pixel];
  }
}

/** Labels in the test images: a blend of two codes may be near a third that no image has. */
async function occurringLabels(
  task: AnyProtocolTask,
  dataset: Dataset<unknown>,
): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  if (task.loss(dataset).kind !== "cross-entropy") return found;
  for (const id of dataset.splits.test) {
    for (const label of task.target(await dataset.readAnnotation(id)) as Uint8Array) found.add(label);
  }
  return found;
}

function logit(share: number): number {
  const inside = Math.min(Math.max(share, 1e-6), 1 - 1e-6);
  return Math.log(inside / (1 - inside));
}

/** The task's outputs as the answer states them. `planes`: `[C, H, W]` at the output's size */
function outputsOf(
  task: AnyProtocolTask,
  planes: Float32Array,
  occurring: ReadonlySet<number>,
): Float32Array[] {
  const [rows, columns] = outputSize(task);
  switch (task.id) {
    case "voc2012":
    case "coco-stuff":
      return [codeFits(planes, task.outputs[0], occurring)];
    case "boundaries":
      return [planes.map(logit)];
    case "nyuv2-depth":
      return [planes];
    case "object-detection":
      return [planes.subarray(0, rows * columns).map(logit), planes.subarray(rows * columns)];
    case "instance-discrimination": {
      const embedding = new Float32Array(task.outputs[0] * rows * columns);
      embedding.set(planes);
      return [embedding];
    }
  }
}

/** Scores the answer that the features hold, enlarged bilinearly to the output. */
export async function readOff(
  task: AnyProtocolTask,
  dataset: Dataset<unknown>,
  features: OracleFeatures,
): Promise<Summary> {
  const { channels, parts, featureGrid } = features;
  const [tall, wide] = featureGrid.map((side) => side * parts);
  const occurring = await occurringLabels(task, dataset);
  const predict = async (cells: Float32Array) => {
    const fine = fromCells(cells, featureGrid, parts);
    const planes = resizeChannels(fine, channels, tall, wide, ...outputSize(task), "bilinear");
    return outputsOf(task, planes, occurring);
  };
  const signal = new AbortController().signal;
  const test = { ids: dataset.splits.test, features, predictor: { predict }, batchSize: 1, ahead: 1 };
  const measurer = measurerOf(task, dataset);
  const clock = new PhaseClock();
  return task.summarise(await evaluateTestSet({ ...test, measurer, clock, progress: silent, signal }));
}
