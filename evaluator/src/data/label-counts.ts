/** Pixels of each label, `[256]`. */
export type LabelCounts = Float64Array;

export const noLabels = (): LabelCounts => new Float64Array(256);

export function countLabels(labels: Uint8Array, counts: LabelCounts = noLabels()): LabelCounts {
  for (const label of labels) counts[label]++;
  return counts;
}

export function addCounts(counts: LabelCounts, total: LabelCounts): void {
  for (const [label, count] of counts.entries()) total[label] += count;
}

/** Files of one image and of its label map. */
export interface MapJob {
  readonly image: string;
  readonly map: string;
}

/** What a label map holds, small enough to be sent between threads. */
export interface MapFacts {
  readonly counts: LabelCounts;
  /** `[colours * 3]`; null: the file is grey. */
  readonly palette: Uint8Array | null;
}

/** How a data set has its maps read: right here, or in a loader's threads. */
export type ReadMap = (job: MapJob) => Promise<MapFacts>;
