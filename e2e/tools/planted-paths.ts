import { family } from "./planted/family.ts";
import { page } from "./planted/page.ts";
import type { PlantedStep } from "./planted/step.ts";
import { metric, task } from "./planted/task-and-metric.ts";

/** The four paths by their headings in ARCHITECTURE.md. */
export const plantedPaths: Readonly<Record<string, readonly PlantedStep[]>> = {
  "A task": task,
  "A backbone family": family,
  "A metric": metric,
  "A page with a chart": page,
};
