import type { TaskId } from "#contract/tasks";
import type { BoardRow } from "#db/derive/board/board.ts";

/** The row's time in a setting; undefined where nobody has measured it. */
export function speedOf(row: BoardRow, settingId: string | undefined) {
  return row.speeds.find((speed) => speed.settingId === settingId);
}

const times = (value: number) => `× ${Number(value.toPrecision(3))}`;

/** What a backbone costs: arithmetic, measured time (paper, Fig. 8), or a size. */
export const costs = [
  {
    id: "macs",
    name: "GMACs",
    label: "GMACs for one image",
    of: ({ backbone }: BoardRow): number | undefined => backbone.gigaMacs ?? undefined,
    format: (value: number) => String(Number(value.toPrecision(3))),
  },
  {
    id: "time",
    name: "backbone time",
    label: "Backbone time, × ViT-B/16 at 224",
    of: (row: BoardRow, _: TaskId, settingId?: string): number | undefined =>
      speedOf(row, settingId)?.backbone,
    format: times,
  },
  {
    id: "time-readout",
    name: "time with readout",
    label: "Backbone and readout time, × ViT-B/16 at 224",
    of: (row: BoardRow, task: TaskId, settingId?: string): number | undefined => {
      const speed = speedOf(row, settingId);
      const readout = speed?.readout[task];
      return speed && readout !== undefined ? speed.backbone + readout : undefined;
    },
    format: times,
  },
  {
    id: "activations",
    name: "activations",
    label: "Numbers that layers write for one image, millions",
    of: ({ backbone }: BoardRow): number | undefined => backbone.activationsMillions ?? undefined,
    format: (value: number) => `${Number(value.toPrecision(3))} M`,
  },
  {
    id: "parameters",
    name: "parameters",
    label: "Backbone parameters, millions",
    of: ({ backbone }: BoardRow): number | undefined => backbone.parametersMillions,
    format: (value: number) => `${Number(value.toPrecision(4))} M`,
  },
  {
    id: "tokens",
    name: "feature cells",
    label: "Cells of the feature volume, rows × columns",
    of: ({ backbone: { featureGrid } }: BoardRow): number | undefined => featureGrid[0] * featureGrid[1],
    format: (value: number) => String(Math.round(value)),
  },
  {
    id: "input",
    name: "input pixels",
    label: "Pixels of the input image",
    of: ({ backbone }: BoardRow): number | undefined => backbone.inputSizePixels ** 2,
    format: (value: number) =>
      value < 1e6 ? `${Math.round(value / 1000)} k` : `${(value / 1e6).toFixed(1)} M`,
  },
  {
    id: "readout",
    name: "readout parameters",
    label: "Learnable parameters of the readout, thousands",
    of: (row: BoardRow, task: TaskId): number | undefined => {
      const millions = row.learnableMillions[task];
      return millions === undefined ? undefined : millions * 1000;
    },
    format: (value: number) => `${Number(value.toPrecision(3))} k`,
  },
] as const;

export type Cost = (typeof costs)[number];
export type CostId = Cost["id"];

/** A cost that is counted from a backbone's graph. */
export const isCounted = (id: CostId) => id === "macs" || id === "activations";

/** A cost that somebody has to measure, on a stated device. */
export const isTime = (id: CostId) => id === "time" || id === "time-readout";
