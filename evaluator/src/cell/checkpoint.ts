import { readFile, rm } from "node:fs/promises";
import { deserialize, serialize } from "node:v8";
import type { ResultBundle } from "../contract/index.ts";
import { writeFileAtomically } from "../files/atomic-file.ts";
import type { TrainerState } from "../readout/trainer.ts";
import type { Phase } from "./phase-clock.ts";

/** Where a training run stands after `iteration` updates. */
export interface TrainingState {
  readonly iteration: number;
  readonly trainer: TrainerState;
  /** Best validation so far; null before the first one. */
  readonly best: { readonly iteration: number; readonly loss: number; readonly trainer: TrainerState } | null;
  readonly curve: ResultBundle["training"]["curve"];
}

export interface Checkpoint {
  readonly training: TrainingState;
  readonly phases: readonly Phase[];
}

/** A run's latest state on disk; lost power or a kill leaves the one before. */
export class CheckpointFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** null: there is none, or it is not readable by this version; the run then starts over. */
  async read(): Promise<Checkpoint | null> {
    try {
      return deserialize(await readFile(this.path)) as Checkpoint;
    } catch {
      return null;
    }
  }

  async write(checkpoint: Checkpoint): Promise<void> {
    await writeFileAtomically(this.path, serialize(checkpoint));
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }
}
