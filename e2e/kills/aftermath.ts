import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { asc } from "drizzle-orm";
import { canonicalJson } from "#contract";
import { openDatabase } from "#db/open/client.ts";
import type { OpenDatabase } from "#db/open/shared-database.ts";
import { results, snapshots } from "#db/schema.ts";
import { contentHash } from "#db/write/take-snapshot.ts";

/** What has to hold of a site's data, whenever and however often its processes were killed. */

const sha256 = (content: Uint8Array | string) => createHash("sha256").update(content).digest("hex");

/** What the operator's own check says where it finds anything. */
function checkProblems(dataDirectory: string, ...command: string[]): string[] {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", join(process.cwd(), "db/cli.ts"), ...command],
    { env: { ...process.env, DATA_DIR: dataDirectory, DATABASE_URL: "" }, encoding: "utf8" },
  );
  return status === 0 ? [] : [`db ${command.join(" ")} ended with ${status}: ${stdout}${stderr}`];
}

/** Each snapshot's hash is that of what the differences up to it add up to; the last is what there is. */
async function snapshotProblems({ db }: OpenDatabase): Promise<string[]> {
  const problems: string[] = [];
  const present = new Set<string>();
  for (const row of await db.select().from(snapshots).orderBy(asc(snapshots.sequence))) {
    for (const id of row.removed) present.delete(id);
    for (const id of row.added) present.add(id);
    if (contentHash([...present]) !== row.contentSha256 || present.size !== row.results) {
      problems.push(`snapshot ${row.id} is not what its differences add up to`);
    }
  }
  const now = (await db.select({ id: results.id }).from(results)).map(({ id }) => id);
  if (contentHash(now) !== contentHash([...present]))
    problems.push("the newest snapshot is not what there is");
  return problems;
}

/** Files, rows, audit log and snapshots of a data folder that nobody serves. */
export async function dataProblems(dataDirectory: string): Promise<string[]> {
  const checked = [
    ...checkProblems(dataDirectory, "verify"),
    ...checkProblems(dataDirectory, "audit", "verify"),
  ];
  const open = await openDatabase({ dataDirectory, url: undefined });
  try {
    return [...checked, ...(await snapshotProblems(open))];
  } finally {
    await open.close();
  }
}

/** Where the bundles of a results' folder are read on the site. */
export function placesOfBundles(out: string): string[] {
  const names = readdirSync(out).filter((name) => name.endsWith(".json"));
  return names.map((name) => {
    const bundle: unknown = JSON.parse(readFileSync(join(out, name), "utf8"));
    return `/api/v1/results/${sha256(canonicalJson(bundle))}`;
  });
}
