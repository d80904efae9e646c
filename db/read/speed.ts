import { desc, eq } from "drizzle-orm";
import type { SpeedMeasurement } from "#contract";
import { type CurrentSpeed, type SpeedSetting, speedSettingOf } from "../derive/board/speed.ts";
import type { Database } from "../open/shared-database.ts";
import { speedMeasurements } from "../schema.ts";

/** One stored speed measurement. */
export interface StoredSpeed {
  /** SHA-256 of the canonical measurement. */
  readonly id: string;
  /** false: a later measurement of the same backbone and setting corrects it. */
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
  return rows.map(({ id, naturalKey, measurement, receivedAt, uploadedBy }) => {
    const current = !seen.has(naturalKey);
    seen.add(naturalKey);
    const setting = speedSettingOf(measurement);
    return { id, current, setting, receivedAt: receivedAt.toISOString(), uploadedBy, measurement };
  });
}

/** Of each natural key the newest; newest first. */
export async function currentSpeeds(db: Database): Promise<CurrentSpeed[]> {
  return (await storedSpeeds(db)).filter(({ current }) => current);
}
