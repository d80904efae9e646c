import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describeEnvironment } from "../cell/environment.ts";
import { evaluateTestSet, measurerOf } from "../cell/evaluate.ts";
import type { Features } from "../cell/features.ts";
import { definedValue } from "../cell/measurements.ts";
import { PhaseClock } from "../cell/phase-clock.ts";
import {
  canBeQueriedElsewhere,
  type ReopenedCell,
  reopenCell,
  scaledGrids,
  withFeatures,
} from "../cell/reopened-cell.ts";
import type { CellSettings } from "../cell/settings.ts";
import {
  canonicalJson,
  type MetricId,
  type OutputSizes,
  outputSizesSchema,
  outputSizesSchemaVersion,
  outputSizesTolerance,
  trainedSize,
} from "../contract/index.ts";
import { writeFileAtomically } from "../files/atomic-file.ts";
import { InputError } from "../files/input-error.ts";
import type { EngineFacts } from "../program/executor.ts";
import { type GridSize, outputSize, type QueryAlignment } from "../readout/config.ts";
import { createPredictor } from "../readout/predictor.ts";
import { taskAtQueryGrid } from "../tasks/index.ts";

/** Outputs of one prediction stay below this: 200 channels at twice the size take 160 MB an image. */
const outputByteBudget = 512 * 2 ** 20;

export interface SizesSettings extends CellSettings {
  /** Documents go to `output-sizes` below it. */
  readonly out: string;
  /** Query grids, as multiples of the trained one, which is always measured. */
  readonly scales: readonly number[];
  readonly alignment: QueryAlignment;
  /** The command as typed, for the provenance. */
  readonly command: string;
}

export interface SizesOutcome {
  readonly state: "measured" | "already there";
  readonly path: string;
  readonly document: OutputSizes;
}

/**
 * Scores of a finished cell's readout at other output sizes, over the whole test set; a document that is there already
 * is read instead.
 *
 * @throws InputError where the readout or its task has one output size, where anything is not as it was measured, or
 * where the trained size does not give the bundle's own numbers.
 */
export async function measureSizes(bundlePath: string, settings: SizesSettings): Promise<SizesOutcome> {
  const name = basename(bundlePath).replace(/(\.json)?$/, ".output-sizes.json");
  const path = join(settings.out, "output-sizes", name);
  await using cell = await reopenCell(bundlePath, settings);
  if (!canBeQueriedElsewhere(cell)) {
    const { readout } = cell.bundle.variant;
    throw new InputError(
      `${bundlePath}: readout ${readout} has one output size; expected an attentive one, such as base`,
    );
  }
  const grids = scaledGrids(cell.configs[0].queryGrid, settings.scales);
  const known = await readDocument(path);
  if (known && covers(known, { cell, settings, grids })) {
    return { state: "already there", path, document: known };
  }
  const document = outputSizesSchema.parse(await measureAll(cell, settings, grids));
  requireOwnScores(cell, document);
  await writeFileAtomically(path, canonicalJson(document));
  return { state: "measured", path, document };
}

async function readDocument(path: string): Promise<OutputSizes | null> {
  if (!existsSync(path)) return null;
  return outputSizesSchema.safeParse(JSON.parse(await readFile(path, "utf8"))).data ?? null;
}

interface Wanted {
  readonly cell: ReopenedCell;
  readonly settings: SizesSettings;
  readonly grids: readonly GridSize[];
}

function covers({ result, alignment, sizes }: OutputSizes, { cell, settings, grids }: Wanted): boolean {
  const found = sizes.map(({ queryGrid }) => queryGrid.join());
  return (
    result === cell.resultId &&
    alignment === settings.alignment &&
    grids.map((grid) => grid.join()).join(";") === found.join(";")
  );
}

function measureAll(
  cell: ReopenedCell,
  settings: SizesSettings,
  grids: readonly GridSize[],
): Promise<unknown> {
  const { bundle, dataset, resultId, configs } = cell;
  const ids = dataset.splits.test;
  return withFeatures(cell, settings, ids, async (features) => {
    const measured: MeasuredSize[] = [];
    for (const grid of grids) measured.push(await measureSize(cell, settings, features, grid));
    return {
      schemaVersion: outputSizesSchemaVersion,
      measuredAt: new Date().toISOString(),
      ...{ result: resultId, backbone: bundle.manifest.id, task: bundle.task },
      testImages: ids.length,
      trainedGrid: configs[0].queryGrid,
      alignment: settings.alignment,
      sizes: measured.map(({ size }) => size),
      engine: { ...measured[0].engine, precision: "float32" },
      environment: await describeEnvironment(settings.command),
    } satisfies Record<keyof OutputSizes, unknown>;
  });
}

interface MeasuredSize {
  readonly size: OutputSizes["sizes"][number];
  readonly engine: EngineFacts;
}

async function measureSize(
  { bundle, dataset, configs, readouts }: ReopenedCell,
  { executor, device, threads, alignment, progress, signal }: SizesSettings,
  features: Features,
  grid: GridSize,
): Promise<MeasuredSize> {
  const task = taskAtQueryGrid(bundle.task, bundle.variant.resolution, grid);
  const [config] = configs;
  const isTrained = grid.join() === config.queryGrid.join();
  const output = outputSize({ ...config, queryGrid: grid });
  const imageBytes = 4 * config.outputs * output[0] * output[1];
  const fitting = Math.max(1, Math.floor(outputByteBudget / imageBytes));
  const batchSize = isTrained ? bundle.training.batchSize : Math.min(bundle.training.batchSize, fitting);
  await using predictor = await createPredictor({
    ...{ executor, readouts: configs, parameters: readouts, batchSize },
    ...(isTrained ? {} : { grid: { size: grid, alignment } }),
    ...(device ? { device } : {}),
    ...(threads ? { threads } : {}),
  });
  progress.line(`${bundle.manifest.id} ${bundle.task} at ${output.join(" x ")} pixels`);
  const test = { ids: dataset.splits.test, features, predictor, batchSize, ahead: 1 };
  const measurer = measurerOf(task, dataset);
  const parts = await evaluateTestSet({ ...test, measurer, clock: new PhaseClock(), progress, signal });
  const { metrics } = task.summarise(parts);
  const values = Object.entries(metrics).map(([id, metric]): [string, number] => [
    id,
    definedValue(id, metric(), dataset.splits.test.length),
  ]);
  const size = { queryGrid: [...grid] as [number, number], outputSize: [...output] as [number, number] };
  const scores = Object.fromEntries(values) as Partial<Record<MetricId, number>>;
  return { size: { ...size, metrics: scores }, engine: predictor.engine };
}

/** The trained size gives the bundle's own numbers, or something is not as it was. */
function requireOwnScores({ bundle }: ReopenedCell, document: OutputSizes): void {
  for (const [id, value] of Object.entries(trainedSize(document).metrics)) {
    const expected = bundle.metrics[id as MetricId]?.value ?? Number.NaN;
    if (Math.abs(value - expected) <= outputSizesTolerance * Math.abs(expected)) continue;
    const { name, device } = bundle.engines.readout;
    throw new InputError(
      `${id} at the trained size is ${value}; expected the bundle's ${expected}, made by ${name} on ${device}`,
    );
  }
}
