import { type Training, trainings } from "#db/derive/board-view/training.ts";
import type { LegendEntry } from "./chart-words.ts";
import { shapePaths } from "./shape-path.tsx";

/** The trainings among those of a chart's points, for its saved picture. */
export function trainingLegend(present: readonly Training[]): LegendEntry[] {
  return trainings
    .filter(({ id }) => present.includes(id))
    .map(({ id, label, shape }) => ({ label, path: shapePaths[shape], colour: `var(--series-${id})` }));
}
