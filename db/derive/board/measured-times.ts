import type { SpeedMeasurement } from "#contract";
import { msPerImage } from "./ms-per-image.ts";
import { isUntrained, type SpeedSetting } from "./speed.ts";

/** One backbone's time on one device, as far as a line about it says. */
export interface MeasuredTime {
  /** SHA-256 of the measurement. */
  readonly id: string;
  readonly setting: SpeedSetting;
  /** Backbone alone, median of the rounds, milliseconds an image in the setting's batches. */
  readonly msPerImage: number;
  /** In units of ViT-B/16 at 224 pixels, timed in the same run. */
  readonly relative: number;
  readonly isUntrained: boolean;
}

interface Stored {
  readonly id: string;
  readonly current: boolean;
  readonly setting: SpeedSetting;
  readonly measurement: SpeedMeasurement;
}

/** The measurements that count, the fastest device first. */
export function measuredTimes(speeds: readonly Stored[]): MeasuredTime[] {
  return speeds
    .filter(({ current }) => current)
    .map(({ id, setting, measurement }) => ({
      ...{ id, setting, msPerImage: msPerImage(measurement), relative: measurement.relative.backbone },
      isUntrained: isUntrained(measurement),
    }))
    .sort((a, b) => a.msPerImage - b.msPerImage);
}
