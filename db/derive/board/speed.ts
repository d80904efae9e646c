import { canonicalJson, protocolTaskIds, type SpeedMeasurement, speedBatch, type TaskId } from "#contract";
import { compareText } from "../compare-text.ts";
import type { BackboneFacts } from "./backbone-facts.ts";
import type { Cohort } from "./cohort.ts";

/** What measured times must agree in to be compared. */
export interface SpeedSetting {
  /** URL-safe. */
  readonly id: string;
  /** Device, threads and precision in words. */
  readonly label: string;
  readonly device: string;
  readonly precision: string;
  readonly threads: number;
  readonly batch: SpeedMeasurement["batch"];
  readonly protocolVersion: string;
}

/** Times in units of ViT-B/16 at 224 pixels, measured in the same run (paper, Fig. 8 and 9). */
export interface RowSpeed {
  readonly measurementId: string;
  readonly settingId: string;
  /** Random weights took the place of the published ones; they take the same time. */
  readonly isUntrained: boolean;
  readonly backbone: number;
  /** Of the protocol's readout; empty on a board of variants. */
  readonly readout: Partial<Record<TaskId, number>>;
}

/** A current measurement as stored. */
export interface CurrentSpeed {
  readonly id: string;
  readonly measurement: SpeedMeasurement;
}

const words = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/**
 * What times must agree in to share a chart: device, precision and threads, of backbone and readout, the batch and the
 * protocol. Its id is readable, with all of it inside.
 */
export function speedSettingOf({
  engines: { backbone, readout },
  threads,
  batch,
  protocolVersion,
}: SpeedMeasurement): SpeedSetting {
  const usual = canonicalJson(batch) === canonicalJson(speedBatch);
  const short = `${batch.batches} × ${batch.size} images, ${batch.rounds} rounds, ${batch.warmUps} warm-ups`;
  const sameDevice = ["device", "backend", "name", "precision"].every(
    (field) => backbone[field as keyof typeof backbone] === readout[field as keyof typeof readout],
  );
  const other = sameDevice ? "" : `, readout by ${readout.name} ${readout.backend} on ${readout.device}`;
  const label = `${backbone.device}, ${backbone.backend}, ${threads} ${threads === 1 ? "thread" : "threads"}, ${backbone.precision}${other}${usual ? "" : ` (${short})`}`;
  return {
    id: `p${protocolVersion}-${words(`${label} ${usual ? "" : short}`)}`,
    label,
    device: backbone.device,
    precision: backbone.precision,
    threads,
    batch,
    protocolVersion,
  };
}

/** One backbone on one device, as it was measured: a second measurement of the same key is a correction. */
export function speedNaturalKey(speed: SpeedMeasurement): string {
  const { id, weightsSha256, graphSha256 } = speed.backbone;
  return canonicalJson({ id, weightsSha256, graphSha256, setting: speedSettingOf(speed) });
}

/** Did random weights take the place of published ones? */
export const isUntrained = ({ backbone }: SpeedMeasurement): boolean => backbone.weights === "untrained";

/** Was the backbone measured with the input and features that the board's backbone has? */
function sameBackbone({ backbone }: SpeedMeasurement, facts: BackboneFacts): boolean {
  const [rows, columns] = backbone.featureGrid;
  return (
    backbone.inputSize === facts.inputSizePixels &&
    backbone.featureDim === facts.featureDim &&
    rows === facts.featureGrid[0] &&
    columns === facts.featureGrid[1]
  );
}

function rowSpeed({ id, measurement }: CurrentSpeed, cohort: Cohort): RowSpeed {
  const { relative } = measurement;
  const readout: RowSpeed["readout"] = {};
  // A variant's readout is another one than the one that was timed.
  for (const task of cohort.variant === null ? protocolTaskIds : []) {
    const ratio = relative.readout[task];
    if (ratio !== undefined) readout[task] = ratio;
  }
  return {
    measurementId: id,
    settingId: speedSettingOf(measurement).id,
    isUntrained: isUntrained(measurement),
    backbone: relative.backbone,
    readout,
  };
}

/**
 * Speeds of a backbone on a board, one a setting.
 *
 * @param newestFirst current measurements of this backbone
 */
export function rowSpeeds(
  newestFirst: readonly CurrentSpeed[],
  facts: BackboneFacts,
  cohort: Cohort,
): RowSpeed[] {
  const bySetting = new Map<string, RowSpeed>();
  for (const current of newestFirst) {
    if (!sameBackbone(current.measurement, facts)) continue;
    const speed = rowSpeed(current, cohort);
    if (!bySetting.has(speed.settingId)) bySetting.set(speed.settingId, speed);
  }
  return [...bySetting.values()];
}

/** Settings with a speed on a board: most backbones first, then by label. */
export function boardSpeedSettings(
  rows: readonly { readonly speeds: readonly RowSpeed[] }[],
  measured: readonly CurrentSpeed[],
): SpeedSetting[] {
  const count = new Map<string, number>();
  for (const { settingId } of rows.flatMap(({ speeds }) => speeds)) {
    count.set(settingId, (count.get(settingId) ?? 0) + 1);
  }
  const settings = new Map(
    measured.map(({ measurement }) => {
      const setting = speedSettingOf(measurement);
      return [setting.id, setting];
    }),
  );
  return [...settings.values()]
    .filter(({ id }) => count.has(id))
    .sort((a, b) => (count.get(b.id) ?? 0) - (count.get(a.id) ?? 0) || compareText(a.label, b.label));
}
