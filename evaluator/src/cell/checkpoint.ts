import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import type { ResultBundle } from "../contract/index.ts";
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

const format = "dense-probing/checkpoint/2";
const digestBytes = 32;

const sha256 = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();

/** A line that names format and cell, the state, and the SHA-256 of both: a bit that flips anywhere is found. */
export function encodeCheckpoint(identity: string, checkpoint: Checkpoint): Buffer {
  const content = Buffer.concat([Buffer.from(`${format} ${identity}\n`), serialize(checkpoint)]);
  return Buffer.concat([content, sha256(content)]);
}

/** The checkpoint, or why these bytes are none of this cell, in a few words. */
export function decodeCheckpoint(identity: string, bytes: Buffer): Checkpoint | { readonly damage: string } {
  const content = bytes.subarray(0, -digestBytes);
  if (bytes.length <= digestBytes || !sha256(content).equals(bytes.subarray(-digestBytes))) {
    return { damage: `its ${bytes.length} bytes do not have the checksum that they end with` };
  }
  const lineEnd = content.indexOf("\n");
  const [found, cell] = content.toString("latin1", 0, lineEnd).split(" ");
  if (found !== format) return { damage: `its format is ${found}; expected ${format}` };
  if (cell !== identity) return { damage: `it is of cell ${cell}; expected ${identity}` };
  try {
    return deserialize(content.subarray(lineEnd + 1)) as Checkpoint;
  } catch (error) {
    // Written by a newer Node: its serialisation is versioned.
    return { damage: (error as Error).message };
  }
}
