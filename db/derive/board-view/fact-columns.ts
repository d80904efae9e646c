import type { TaskId } from "#contract/tasks";
import type { BoardRow } from "../board/board.ts";
import type { SpeedSetting } from "../board/speed.ts";
import { type CommercialUse, commercialUse } from "../licence-use.ts";
import type { MetricColumn } from "./columns.ts";

/** What a backbone is, as columns beside its scores. */
export const backboneFactKeys = [
  "macs",
  "parameters",
  "licence",
  "input",
  "features",
  "objective",
  "architecture",
  "data",
  "leak",
] as const;
export type FactKey = (typeof backboneFactKeys)[number] | "time" | `readout.${TaskId}`;

export type FactGroup = "cost" | "size" | "identity" | "readout";

export interface FactColumn {
  readonly key: FactKey;
  readonly group: FactGroup;
  readonly groupLabel: string;
  readonly holds: "numbers" | "words";
  readonly label: string;
  /** What the label stands for, in words. */
  readonly name: string;
  readonly unit: string;
  /** What the column sorts by; null: not known. */
  readonly value: (row: BoardRow) => number | string | null;
  readonly text: (row: BoardRow) => string | null;
  /** What its text does not tell everybody. */
  readonly remark?: (row: BoardRow) => string | null;
}

type Words = Pick<FactColumn, "label" | "name">;

const groupLabels = { cost: "Cost and licence", size: "Size and time", identity: "Identity" } as const;

const quantity = (
  group: "cost" | "size",
  key: FactKey,
  words: Words & { unit: string },
  of: Pick<FactColumn, "value" | "text">,
): FactColumn => ({ key, group, groupLabel: groupLabels[group], holds: "numbers", ...words, ...of });

const statement = (
  group: "cost" | "identity",
  key: FactKey,
  words: Words,
  text: FactColumn["text"],
): FactColumn => ({
  ...{ key, group, groupLabel: groupLabels[group], holds: "words", unit: "" },
  ...words,
  ...{ value: text, text },
});

/** "14²×768": narrow enough for a column. */
function featureVolume({ backbone: { featureGrid, featureDim } }: BoardRow): string {
  const [height, width] = featureGrid;
  return `${height === width ? `${height}²` : `${height}×${width}`}×${featureDim}`;
}

const useRemarks: Readonly<Record<CommercialUse, string | null>> = {
  allowed: null,
  forbidden: "non-commercial",
  "not known": "terms of its own",
};

/** At least three digits. */
const gigaMacsText = (count: number) => count.toFixed(count < 10 ? 2 : count < 100 ? 1 : 0);

const backboneFacts: readonly FactColumn[] = [
  quantity(
    "cost",
    "macs",
    {
      label: "GMACs",
      name: "billions of multiply-adds for one image of the backbone’s own input size",
      unit: "",
    },
    {
      value: ({ backbone }) => backbone.gigaMacs,
      text: ({ backbone }) => (backbone.gigaMacs === null ? null : gigaMacsText(backbone.gigaMacs)),
    },
  ),
  quantity(
    "cost",
    "parameters",
    { label: "Params", name: "parameters in millions", unit: "M" },
    {
      value: ({ backbone }) => backbone.parametersMillions,
      text: ({ backbone }) => backbone.parametersMillions.toFixed(1),
    },
  ),
  {
    ...statement(
      "cost",
      "licence",
      { label: "Licence", name: "of the weights" },
      // What SPDX has no name for has its authors' behind this prefix.
      ({ backbone }) => backbone.licence?.replaceAll("LicenseRef-", "") ?? null,
    ),
    remark: ({ backbone: { licence } }) => licence && useRemarks[commercialUse(licence)],
  },
  quantity(
    "size",
    "input",
    { label: "Input", name: "side of the input image in pixels", unit: "px" },
    {
      value: ({ backbone }) => backbone.inputSizePixels,
      text: ({ backbone }) => String(backbone.inputSizePixels),
    },
  ),
  quantity(
    "size",
    "features",
    { label: "Features", name: "rows, columns and channels of the feature volume", unit: "" },
    {
      value: ({ backbone: { featureGrid, featureDim } }) => featureGrid[0] * featureGrid[1] * featureDim,
      text: featureVolume,
    },
  ),
  statement(
    "identity",
    "objective",
    { label: "Objective", name: "pretraining objective" },
    ({ backbone }) => backbone.objective,
  ),
  statement(
    "identity",
    "architecture",
    { label: "Architecture", name: "" },
    ({ backbone }) => backbone.architecture,
  ),
  statement(
    "identity",
    "data",
    { label: "Data", name: "pretraining data" },
    ({ backbone }) => backbone.pretrainingData,
  ),
  statement(
    "identity",
    "leak",
    { label: "Leak", name: "does pretraining touch the test data" },
    ({ backbone }) => backbone.leak?.replaceAll("-", " ") ?? null,
  ),
];

/** Time of the backbone alone in units of ViT-B/16 at 224 pixels; null where it was not measured in this setting. */
export function relativeTime({ speeds }: BoardRow, settingId: string | undefined): number | null {
  return speeds.find((speed) => speed.settingId === settingId)?.backbone ?? null;
}

/** Measured time, on the device with most of the board's backbones; none where nobody has measured any. */
function timeColumns([setting]: readonly SpeedSetting[]): FactColumn[] {
  if (!setting) return [];
  const value = (row: BoardRow) => relativeTime(row, setting.id);
  const name = `time of the backbone relative to ViT-B/16 at 224 pixels, on ${setting.label}`;
  const words = { label: "Time", name, unit: "×" };
  // Two digits that say something, also of what takes next to no time.
  const text = (time: number) => (time < 0.1 ? String(Number(time.toPrecision(2))) : time.toFixed(2));
  return [
    quantity("size", "time", words, {
      value,
      text: (row) => {
        const time = value(row);
        return time === null ? null : text(time);
      },
    }),
  ];
}

/**
 * Fact columns of a board: the backbone's own, its measured time, and its readout's parameters in each task.
 *
 * @param metrics whose tasks' readouts are listed
 */
export function factColumns(
  metrics: readonly MetricColumn[],
  { speedSettings }: { readonly speedSettings: readonly SpeedSetting[] },
): FactColumn[] {
  const tasks = metrics.filter(({ primary }) => primary);
  return [
    ...backboneFacts.filter(({ group }) => group !== "identity"),
    ...timeColumns(speedSettings),
    ...backboneFacts.filter(({ group }) => group === "identity"),
    ...tasks.map(({ task, taskLabel, taskShort }): FactColumn => {
      const value = (row: BoardRow) => row.learnableMillions[task] ?? null;
      return {
        key: `readout.${task}`,
        group: "readout",
        groupLabel: "Learnable parameters of the readout, M",
        holds: "numbers",
        label: taskShort,
        name: `learnable parameters for ${taskLabel}, millions`,
        unit: "",
        value,
        text: (row) => value(row)?.toFixed(3) ?? null,
      };
    }),
  ];
}
