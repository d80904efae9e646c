import { desc, eq } from "drizzle-orm";
import { canonicalJson, type SpeedMeasurement } from "#contract";
import { countedOf } from "../derive/board/counted.ts";
import { type CurrentSpeed, isUntrained, type SpeedSetting, speedSettingOf } from "../derive/board/speed.ts";
import { shownCommand } from "../derive/shown-command.ts";
import type { Standing } from "../derive/standing.ts";
import type { Database } from "../open/shared-database.ts";
import { speedMeasurements } from "../schema.ts";

/** One stored speed measurement. */
export interface StoredSpeed {
  /** SHA-256 of the canonical measurement as it was sent, which is at its own address. */
  readonly id: string;
  /** false: it waits or was withdrawn, another of the same backbone and setting counts, or one with published weights. */
  readonly current: boolean;
  readonly standing: Standing;
  readonly setting: SpeedSetting;
  readonly receivedAt: string;
  readonly uploadedBy: string;
  /** Its command without places on the uploader's machine. */
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
  const accepted = rows.filter(({ standing }) => standing === "accepted");
  const candidates = accepted.map((row) => ({ ...row, isSigned: false, seed: null }));
  const counted = countedOf(candidates, ({ naturalKey }) => naturalKey);
  const place = ({ measurement }: Pick<(typeof rows)[number], "measurement">) =>
    canonicalJson([measurement.backbone.id, speedSettingOf(measurement).id]);
  const published = new Set(counted.filter(({ measurement }) => !isUntrained(measurement)).map(place));
  const countedIds = new Set(counted.map(({ id }) => id));
  return rows.map((row) => {
    const { id, standing, receivedAt, uploadedBy } = row;
    const isOutdone = isUntrained(row.measurement) && published.has(place(row));
    const current = countedIds.has(id) && !isOutdone;
    const [setting, measurement] = [speedSettingOf(row.measurement), shownMeasurement(row)];
    return { id, current, standing, setting, receivedAt: receivedAt.toISOString(), uploadedBy, measurement };
  });
}

function shownMeasurement({ measurement }: Pick<StoredSpeed, "measurement">): SpeedMeasurement {
  const { environment } = measurement;
  return { ...measurement, environment: { ...environment, command: shownCommand(environment.command) } };
}

/** Those that count; newest first. */
export async function currentSpeeds(db: Database): Promise<CurrentSpeed[]> {
  return (await storedSpeeds(db)).filter(({ current }) => current);
}
