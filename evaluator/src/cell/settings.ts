import type { ExecutorId } from "../program/executor.ts";
import type { Progress } from "./progress.ts";

/** What a cell is opened on, whether to measure it or to look at it again. */
export interface CellSettings {
  /** Folder of the task's data set. */
  readonly data: string;
  readonly cache: string;
  readonly cacheBytes: number;
  readonly weights: string;
  readonly executor: ExecutorId;
  readonly threads?: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Where a cell is measured and what with. */
export interface RunSettings extends CellSettings {
  readonly out: string;
  /** The command as typed, for the result's provenance. */
  readonly command: string;
}
