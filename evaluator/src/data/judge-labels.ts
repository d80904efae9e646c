import { InputError } from "../files/input-error.ts";
import type { LabelledDataset, Splits } from "./dataset.ts";
import type { LabelCounts } from "./label-counts.ts";

const noLabel = 255;

type SplitCounts = Readonly<Record<keyof Splits, LabelCounts>>;

const classesIn = (counts: LabelCounts): number[] =>
  [...counts.keys()].filter((label) => label !== noLabel && counts[label] > 0);

/** Throws InputError where a split has no labelled pixel, or the training masks have one class alone. */
export function requireLearnableLabels(
  { root, splits, classNames }: Pick<LabelledDataset, "root" | "splits" | "classNames">,
  counts: SplitCounts,
): void {
  for (const split of ["train", "validation", "test"] as const) {
    if (splits[split].length === 0 || classesIn(counts[split]).length > 0) continue;
    throw new InputError(
      `${root}: none of ${splits[split].length} ${split} masks has a labelled pixel, all are ${noLabel} (no label); expected class indices`,
    );
  }
  const [only, ...others] = classesIn(counts.train);
  if (others.length > 0) return;
  const indices = `expected class indices, 0 to ${classNames.length - 1}`;
  const found =
    counts.train[noLabel] > 0
      ? `${only} and ${noLabel} alone, and ${noLabel} means no label; ${indices}: an object marked with ${noLabel} has to be given its class`
      : `${only} (${classNames[only]}) alone; ${indices}, of two classes at least`;
  throw new InputError(`${root}: the pixels of ${splits.train.length} training masks are ${found}`);
}

/** Tells of listed classes that no mask has, or none that trains: their outputs learn nothing, and nothing is wrong else. */
export function warnOfAbsentClasses(
  { root, classNames }: Pick<LabelledDataset, "root" | "classNames">,
  counts: SplitCounts,
  onWarning: (message: string) => void,
): void {
  const all = ["train", "validation", "test"] as const;
  const isIn = (label: number, splits: readonly (keyof Splits)[]) =>
    splits.some((split) => counts[split][label] > 0);
  const listed = (labels: readonly number[]) =>
    labels.map((label) => `${label} (${classNames[label]})`).join(", ");
  const labels = classNames.map((_, label) => label);
  const nowhere = labels.filter((label) => !isIn(label, all));
  const untrained = labels.filter((label) => isIn(label, all) && !isIn(label, ["train"]));
  if (nowhere.length > 0) {
    onWarning(`${root}: in no mask: classes ${listed(nowhere)}; expected each in a mask, or not in the list`);
  }
  if (untrained.length > 0) {
    onWarning(
      `${root}: in no training mask: classes ${listed(untrained)}; they are measured and never learned`,
    );
  }
}
