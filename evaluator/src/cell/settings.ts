import type { ExecutorId } from "../program/executor.ts";
import type { Progress } from "./progress.ts";

/** Where a cell is measured and what with. */
export interface RunSettings {
  /** Folder of the task's data set. */
  readonly data: string;
  readonly out: string;
  readonly cache: string;
  readonly cacheBytes: number;
  readonly weights: string;
  readonly executor: ExecutorId;
  readonly threads?: number;
  /** The command as typed, for the result's provenance. */
  readonly command: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}
