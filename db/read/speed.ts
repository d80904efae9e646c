import { desc, eq } from "drizzle-orm";
import { canonicalJson, type SpeedMeasurement } from "#contract";
import { type CurrentSpeed, isUntrained, type SpeedSetting, speedSettingOf } from "../derive/board/speed.ts";
import type { Database } from "../open/shared-database.ts";
import { speedMeasurements } from "../schema.ts";

/** One stored speed measurement. */
export interface StoredSpeed {
  /** SHA-256 of the canonical measurement. */
  readonly id: string;
  /** false: a later one of the same backbone and setting corrects it, or one with published weights is there. */
  readonly current: boolean;
  readonly setting: SpeedSetting;
  readonly receivedAt: string;
  readonly uploadedBy: string;
  readonly measurement: SpeedMeasurement;
}

/** Rows of speed measurements to what pages show. */

/** Every stored measurement, or those of one backbone; newest first. */
export async function storedSpeeds(db: Database, backboneId?: string): Promise<StoredSpeed[]> {
  const rows = await db
    .select()
    .from(speedMeasurements)
    .where(backboneId === undefined ? undefined : eq(speedMeasurements.backboneId, backboneId))
    .orderBy(desc(speedMeasurements.sequence));
  const seen = new Set<string>();
  const place = ({ measurement }: (typeof rows)[number]) =>
    canonicalJson([measurement.backbone.id, speedSettingOf(measurement).id]);
  const published = new Set(rows.filter(({ measurement }) => !isUntrained(measurement)).map(place));
  return rows.map((row) => {
    const { id, naturalKey, measurement, receivedAt, uploadedBy } = row;
    const isOutdone = isUntrained(measurement) && published.has(place(row));
    const current = !seen.has(naturalKey) && !isOutdone;
    seen.add(naturalKey);
    const setting = speedSettingOf(measurement);
    return { id, current, setting, receivedAt: receivedAt.toISOString(), uploadedBy, measurement };
  });
}

/** Those that count; newest first. */
export async function currentSpeeds(db: Database): Promise<CurrentSpeed[]> {
  return (await storedSpeeds(db)).filter(({ current }) => current);
}
