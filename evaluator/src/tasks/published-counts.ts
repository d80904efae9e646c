import type { TaskId } from "../contract/index.ts";
import type { Dataset } from "../data/dataset.ts";
import { publishedCounts } from "../protocol.ts";

/**
 * Numbers that a task makes of a data set beside what is published of them: lines for the one who measures. Of official
 * data sets alone; of others nothing is published. What differs does not stop a run, since the publication may err.
 *
 * @param found by the names that `publishedCounts` has; others are passed over
 */
export function besidePublished(
  task: TaskId,
  { distribution, root }: Pick<Dataset<unknown>, "distribution" | "root">,
  found: Readonly<Record<string, number>>,
): string[] {
  if (distribution !== "official") return [];
  return Object.entries(publishedCounts[task] ?? {}).flatMap(([name, { least, most }]) => {
    const number = found[name];
    if (number === undefined) return [];
    const shown = `${Number(number.toFixed(4))} ${name}`;
    if (number >= least && number <= most) return [`${task}: ${shown}, as published`];
    return [
      `warning: ${root}: ${shown} of ${task}; published ${least === most ? least : `${least} to ${most}`}`,
    ];
  });
}
