import type { Device } from "../onnx/index.ts";
import type { ExecutorId } from "../program/executor.ts";
import type { ReadingPlace } from "../reading/child.ts";
import type { Progress } from "./progress.ts";

/** What a cell is opened on, whether to measure it or to look at it again. */
export interface CellSettings {
  /** Folder of the task's data set. */
  readonly data: string;
  readonly cache: string;
  readonly cacheBytes: number;
  readonly weights: string;
  /** What backbones, and readouts in ONNX Runtime, run on; the processor where left out. */
  readonly device?: Device;
  /** Images of one forward pass of a backbone, 1 where left out; `auto`: measured once, and kept in the cache. */
  readonly forwardBatch?: number | "auto";
  readonly executor: ExecutorId;
  readonly threads?: number;
  /** Who reads data and weights first. */
  readonly reading: ReadingPlace;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Where a cell is measured and what with. */
export interface RunSettings extends CellSettings {
  readonly out: string;
  /** The command as typed, for the result's provenance. */
  readonly command: string;
}
