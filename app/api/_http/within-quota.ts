import type { Database } from "#db/open/shared-database.ts";
import { countFile, type DailyQuota, uncountFile } from "#db/write/daily-quota.ts";
import { problem } from "./problem.ts";

const secondsUntil = (later: Date, now: Date) => Math.ceil((later.getTime() - now.getTime()) / 1000);

/** Has a file stored where the sender's day has room for it. One that is here already, or that is refused, takes none. */
export async function withinQuota(
  db: Database,
  sent: { readonly by: string; readonly bytes: number },
  quota: DailyQuota,
  store: () => Promise<Response>,
  now = new Date(),
): Promise<Response> {
  const left = await countFile(db, sent.by, sent.bytes, quota, now);
  if (left) {
    const room = `${left.files} files and ${left.bytes} bytes are left until ${left.until.toISOString()}`;
    return problem(429, `${sent.bytes} bytes are over what this token may add in a day: ${room}`, {
      headers: { "retry-after": String(secondsUntil(left.until, now)) },
    });
  }
  const giveBack = () => uncountFile(db, sent.by, sent.bytes, now);
  try {
    const answer = await store();
    if (answer.status !== 201) await giveBack();
    return answer;
  } catch (error) {
    await giveBack();
    throw error;
  }
}
