import { environment } from "#db/open/env.ts";
import { sharedDatabase } from "#db/open/shared-database.ts";
import { type Health, healthOf } from "#db/read/health.ts";

export const dynamic = "force-dynamic";

const keptMs = 2_000;
const kept: { at: number; health: Promise<Health> | undefined } = { at: 0, health: undefined };

/** Asked anew every two seconds at most: a check writes a file. */
function recentHealth(): Promise<Health> {
  if (!kept.health || Date.now() - kept.at > keptMs) {
    kept.at = Date.now();
    kept.health = healthOf(sharedDatabase(), environment().DATA_DIR);
  }
  return kept.health;
}

/** 200 while database, files and disk are as they have to be, else 503; what is wrong stands on the server's own output. */
export async function GET(): Promise<Response> {
  const health = await recentHealth();
  const failing = Object.entries(health).filter(([, problem]) => problem !== null);
  for (const [check, problem] of failing) process.stderr.write(`health: ${check}: ${problem}\n`);
  const checks = Object.fromEntries(
    Object.entries(health).map(([check, problem]) => [check, problem === null ? "ok" : "failing"]),
  );
  return Response.json(
    { status: failing.length === 0 ? "ok" : "failing", checks },
    { status: failing.length === 0 ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}
