import type { Backbone } from "../backbones/backbone.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Task } from "../tasks/task.ts";
import type { PhaseClock } from "./phase-clock.ts";
import type { CellRequest } from "./request.ts";
import type { RunSettings } from "./settings.ts";

/** What a cell works with while it runs. */
export interface Cell {
  readonly request: CellRequest;
  readonly settings: RunSettings;
  readonly task: Task<unknown, unknown>;
  readonly dataset: Dataset<unknown>;
  readonly backbone: Backbone;
  readonly clock: PhaseClock;
}
