import type { BackboneCost } from "#contract";
import { metrics, type TaskId } from "#contract/tasks";
import type { Board, BoardRow } from "../board/board.ts";
import { countAt } from "../board/counted-facts.ts";
import { msPerImage } from "../board/ms-per-image.ts";
import type { CurrentSpeed } from "../board/speed.ts";
import { type Training, trainingOf } from "../board-view/training.ts";
import { type CommercialUse, commercialUse } from "../licence-use.ts";

/** A task's main score, with what tells it apart from others. */
export interface OptionScore {
  readonly value: number;
  /** Shown rank on the board, which is shared by those that the data do not tell apart; null: not known. */
  readonly sharedRank: number | null;
  readonly interval: readonly [number, number] | null;
}

export interface OptionTime {
  /** Milliseconds of the backbone for one image. */
  readonly ms: number;
  readonly isUntrained: boolean;
}

/** A backbone of a board as somebody chooses it, as plain data. */
export interface ChoiceOption {
  readonly id: string;
  readonly label: string;
  readonly training: Training;
  readonly inputSizePixels: number;
  readonly parametersMillions: number;
  /** Billions of multiply-adds of one image; null: not counted at this input. */
  readonly gmacs: number | null;
  /** Weights and outputs of all layers for one image in float32, attention fused, 10^6 bytes; null: not counted. */
  readonly memoryMegabytes: number | null;
  readonly licence: string | null;
  readonly use: CommercialUse;
  readonly scores: Partial<Record<TaskId, OptionScore>>;
  /** First rank over all tasks of the board; null: not known. */
  readonly overallRank: number | null;
  /** By setting of speeds. */
  readonly times: Readonly<Record<string, OptionTime>>;
}

/** What the repository knows of a backbone. */
interface Known {
  readonly cost: BackboneCost | null;
}

const float32Bytes = 4;

function scoresOf({ cells }: BoardRow): ChoiceOption["scores"] {
  const scores: Partial<Record<TaskId, OptionScore>> = {};
  for (const { id, task, primary } of metrics) {
    const cell = primary ? cells[id] : undefined;
    if (!cell) continue;
    const { value, interval, rankInterval } = cell;
    scores[task] = { value, interval, sharedRank: rankInterval?.[0] ?? null };
  }
  return scores;
}

function memoryOf({ backbone }: BoardRow, known: Known | undefined): number | null {
  const cost = countAt(backbone.inputSizePixels, known?.cost);
  if (!cost) return null;
  const held = backbone.parametersMillions * 1e6 + cost.activations - cost.attentionActivations;
  return (float32Bytes * held) / 1e6;
}

/** Untrained baselines are ranked as on the board, and nobody is advised to take one. */
export const isOffered = ({ training }: Pick<ChoiceOption, "training">) => training !== "baseline";

/**
 * The backbones of a board as somebody chooses among them, by label.
 *
 * @param known what the repository says of each
 * @param speeds current measurements, among them those of the rows
 */
export function choiceOptions(
  { rows }: Pick<Board, "rows">,
  known: ReadonlyMap<string, Known>,
  speeds: readonly CurrentSpeed[],
): ChoiceOption[] {
  const measured = new Map(speeds.map((speed) => [speed.id, speed]));
  const timesOf = (row: BoardRow) =>
    Object.fromEntries(
      row.speeds.flatMap(({ measurementId, settingId, isUntrained }): [string, OptionTime][] => {
        const speed = measured.get(measurementId);
        return speed ? [[settingId, { ms: msPerImage(speed.measurement), isUntrained }]] : [];
      }),
    );
  return rows.map((row): ChoiceOption => {
    const { id, label, category, inputSizePixels, parametersMillions, gigaMacs, licence } = row.backbone;
    return {
      ...{ id, label, training: trainingOf(category), inputSizePixels, parametersMillions },
      ...{ gmacs: gigaMacs, memoryMegabytes: memoryOf(row, known.get(id)) },
      ...{ licence, use: commercialUse(licence) },
      scores: scoresOf(row),
      overallRank: row.overallRankInterval?.[0] ?? null,
      times: timesOf(row),
    };
  });
}
