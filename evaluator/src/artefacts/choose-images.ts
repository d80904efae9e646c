import { evaluateTestSet, measurerOf } from "../cell/evaluate.ts";
import type { Features } from "../cell/features.ts";
import { PhaseClock } from "../cell/phase-clock.ts";
import type { ReopenedCell } from "../cell/reopened-cell.ts";
import type { CellSettings } from "../cell/settings.ts";
import { type ImageChoice, type MetricFacts, mainMetricOf } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import type { Predictor } from "../readout/predictor.ts";

/** A test image's own score: the task's main metric over that image alone; NaN where it is not defined. */
export interface ImageScore {
  readonly id: string;
  readonly value: number;
}

export interface ChosenImage extends ImageScore {
  readonly as: ImageChoice;
}

/**
 * Of the images whose score is defined, from worst to best and of equal ones in the order of the test set: the first, the
 * last, and the lower of the two in the middle. An image stands once, as the first that is asked for.
 */
export function chosenByScore(
  scores: readonly ImageScore[],
  better: MetricFacts["better"],
  choices: readonly ImageChoice[],
): ChosenImage[] {
  const sign = better === "higher" ? 1 : -1;
  const ordered = scores
    .filter(({ value }) => !Number.isNaN(value))
    .sort((a, b) => sign * (a.value - b.value));
  if (ordered.length === 0) return [];
  const place = { worst: 0, median: Math.floor((ordered.length - 1) / 2), best: ordered.length - 1 };
  const chosen: ChosenImage[] = [];
  for (const as of choices) {
    const image = ordered[place[as]];
    if (!chosen.some(({ id }) => id === image.id)) chosen.push({ ...image, as });
  }
  return chosen;
}

/** Which of the choices stand for an image of their own where so many images have a score: of two the median is the worst. */
export function standingChoices(images: number, choices: readonly ImageChoice[]): ImageChoice[] {
  const scores = Array.from({ length: images }, (_, value) => ({ id: String(value), value }));
  return chosenByScore(scores, "higher", choices).map(({ as }) => as);
}

/** Every test image's own score. @throws InputError where no image has one. */
export async function imageScores(
  cell: ReopenedCell,
  { progress, signal }: Pick<CellSettings, "progress" | "signal">,
  features: Features,
  predictor: Pick<Predictor, "predict">,
): Promise<ImageScore[]> {
  const { task, dataset } = cell;
  const { id: metric } = mainMetricOf(task.id);
  const ids = dataset.splits.test;
  const parts = await evaluateTestSet({
    ...{ ids, features, predictor, batchSize: 1, ahead: 1, progress, signal },
    measurer: measurerOf(task, dataset),
    clock: new PhaseClock(),
  });
  const scores = parts.map((part, place) => ({
    id: ids[place],
    value: task.summarise([part]).metrics[metric]?.() ?? Number.NaN,
  }));
  if (scores.some(({ value }) => !Number.isNaN(value))) return scores;
  throw new InputError(`${metric} is defined on no test image alone; expected one at least, to choose by`);
}
