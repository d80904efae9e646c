import type { TaskId } from "#contract/tasks";
import type { BoardRow } from "#db/derive/board/board.ts";
import { speedOf } from "./costs.ts";

/** In units of ViT-B/16 at 224 pixels, timed in the same run. */
export interface TimedBackbone {
  readonly id: string;
  readonly label: string;
  readonly backbone: number;
  /** Of one task; null: not timed. */
  readonly readout: number | null;
  readonly isUntrained: boolean;
}

export interface TimeShares {
  /** Fastest first, the readout counted where it was timed. */
  readonly timed: readonly TimedBackbone[];
  readonly untimed: number;
}

export const total = ({ backbone, readout }: TimedBackbone) => backbone + (readout ?? 0);

/** Of the whole, from 0 to 1; null where the readout was not timed. */
export const readoutShare = ({ backbone, readout }: TimedBackbone) =>
  readout === null ? null : readout / (backbone + readout);

/** @param task whose readout counts; times of different settings never meet */
export function timeShares(rows: readonly BoardRow[], task: TaskId, settingId: string): TimeShares {
  const timed = rows.flatMap((row): TimedBackbone[] => {
    const speed = speedOf(row, settingId);
    const { id, label } = row.backbone;
    if (!speed) return [];
    const { backbone, isUntrained } = speed;
    return [{ id, label, backbone, readout: speed.readout[task] ?? null, isUntrained }];
  });
  timed.sort((a, b) => total(a) - total(b));
  return { timed, untimed: rows.length - timed.length };
}
