import { and, eq, sql } from "drizzle-orm";
import type { Database } from "../open/shared-database.ts";
import { rateLimits } from "../schema.ts";

/** What may be added in a day (UTC). */
export interface DailyQuota {
  readonly files: number;
  readonly bytes: number;
}

/** What was left before a refusal, and until when it is. */
export interface QuotaLeft extends DailyQuota {
  readonly until: Date;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;

const endOfDay = (now: Date) => new Date((Math.floor(now.getTime() / dayMs) + 1) * dayMs);

/** Counters are kept by the minute and dropped when it is over (`countRequest`): a day's count is of its last. */
const keyOf = (subject: string, now: Date) => ({
  subject: `day of ${subject}`,
  minute: endOfDay(now).getTime() / minuteMs - 1,
});

const sameKey = ({ subject, minute }: ReturnType<typeof keyOf>) =>
  and(eq(rateLimits.subject, subject), eq(rateLimits.minute, minute));

/** Counts a file of so many bytes to the subject's day; what is left where it is too much, and then nothing is counted. */
export async function countFile(
  db: Database,
  subject: string,
  bytes: number,
  quota: DailyQuota,
  now: Date,
): Promise<QuotaLeft | null> {
  const key = keyOf(subject, now);
  const { requests: files, bytes: used } = rateLimits;
  await db
    .insert(rateLimits)
    .values({ ...key, requests: 0, bytes: 0 })
    .onConflictDoNothing();
  const counted = await db
    .update(rateLimits)
    .set({ requests: sql`${files} + 1`, bytes: sql`${used} + ${bytes}` })
    .where(and(sameKey(key), sql`${files} < ${quota.files}`, sql`${used} + ${bytes} <= ${quota.bytes}`))
    .returning({ subject: rateLimits.subject });
  if (counted.length > 0) return null;
  const [row] = await db.select().from(rateLimits).where(sameKey(key));
  return {
    files: Math.max(0, quota.files - (row?.requests ?? 0)),
    bytes: Math.max(0, quota.bytes - (row?.bytes ?? 0)),
    until: endOfDay(now),
  };
}

/** Takes back what was counted of a file that was not added. */
export async function uncountFile(db: Database, subject: string, bytes: number, now: Date): Promise<void> {
  const { requests: files, bytes: used } = rateLimits;
  await db
    .update(rateLimits)
    .set({ requests: sql`${files} - 1`, bytes: sql`${used} - ${bytes}` })
    .where(sameKey(keyOf(subject, now)));
}
