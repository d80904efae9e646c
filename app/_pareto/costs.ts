import type { TaskId } from "#contract";
import type { BackboneRow } from "../_board/board-table.ts";

/**
 * What a backbone costs, in facts that need no stopwatch. Speed is the cost the paper plots (Fig. 8); it belongs here
 * as soon as speed is measured on stated hardware.
 */
export const costs = [
  {
    id: "parameters",
    name: "parameters",
    label: "Backbone parameters, millions",
    of: (row: BackboneRow): number | undefined => row.parametersMillions,
    format: (value: number) => `${Number(value.toPrecision(4))} M`,
  },
  {
    id: "tokens",
    name: "feature cells",
    label: "Cells of the feature volume, rows × columns",
    of: (row: BackboneRow): number | undefined => row.featureGrid[0] * row.featureGrid[1],
    format: (value: number) => String(Math.round(value)),
  },
  {
    id: "input",
    name: "input pixels",
    label: "Pixels of the input image",
    of: (row: BackboneRow): number | undefined => row.inputSizePixels ** 2,
    format: (value: number) =>
      value < 1e6 ? `${Math.round(value / 1000)} k` : `${(value / 1e6).toFixed(1)} M`,
  },
  {
    id: "readout",
    name: "readout parameters",
    label: "Learnable parameters of the readout, thousands",
    of: (row: BackboneRow, task: TaskId): number | undefined => {
      const millions = row.learnableMillions[task];
      return millions === undefined ? undefined : millions * 1000;
    },
    format: (value: number) => `${Number(value.toPrecision(3))} k`,
  },
] as const;

export type Cost = (typeof costs)[number];
export type CostId = Cost["id"];
