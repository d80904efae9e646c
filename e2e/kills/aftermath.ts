import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { asc } from "drizzle-orm";
import { canonicalJson } from "#contract";
import { openDatabase } from "#db/open/client.ts";
import type { OpenDatabase } from "#db/open/shared-database.ts";
import { resultDocuments, results, snapshots, speedMeasurements } from "#db/schema.ts";
import { readBundle, type Shelf, shelves, takeInventory } from "#db/store/bundles.ts";
import { contentHash } from "#db/write/take-snapshot.ts";

/** What has to hold of a site's data, whenever and however often its processes were killed. */

const sha256 = (content: Uint8Array | string) => createHash("sha256").update(content).digest("hex");

/** Ids of the rows that a shelf's files stand for. */
async function rowsOf({ db }: OpenDatabase): Promise<Record<keyof typeof shelves, Set<string>>> {
  const documents = await db
    .select({ id: resultDocuments.id, kind: resultDocuments.kind })
    .from(resultDocuments);
  const ofKind = (kind: string) => new Set(documents.filter((one) => one.kind === kind).map(({ id }) => id));
  const measured = await db.select({ id: results.id, source: results.source }).from(results);
  return {
    bundle: new Set(measured.filter(({ source }) => source !== "paper").map(({ id }) => id)),
    speed: new Set(
      (await db.select({ id: speedMeasurements.id }).from(speedMeasurements)).map(({ id }) => id),
    ),
    artefacts: ofKind("artefacts"),
    "output-sizes": ofKind("output-sizes"),
  };
}

async function shelfProblems(
  { files }: OpenDatabase,
  shelf: Shelf,
  rows: ReadonlySet<string>,
): Promise<string[]> {
  const problems: string[] = [];
  const { kept } = await takeInventory(files, shelf);
  for (const { id } of kept) {
    if (!rows.has(id)) problems.push(`${shelf}/${id}.json has no row`);
    const found = sha256((await readBundle(files, shelf, id)) ?? "");
    if (found !== id) problems.push(`${shelf}/${id}.json has the SHA-256 ${found}`);
  }
  const ids = new Set(kept.map(({ id }) => id));
  for (const id of rows) if (!ids.has(id)) problems.push(`${shelf} lacks the file of row ${id}`);
  for (const name of await files.list(shelf)) {
    const id = /^([0-9a-f]{64})(\.receipt)?\.json$/.exec(name)?.[1];
    if (id === undefined || !ids.has(id)) problems.push(`${shelf}/${name} belongs to nothing`);
  }
  return problems;
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

/** Files, rows and snapshots of a data folder that nobody serves. */
export async function dataProblems(dataDirectory: string): Promise<string[]> {
  const open = await openDatabase({ dataDirectory, url: undefined });
  try {
    const rows = await rowsOf(open);
    const problems = await snapshotProblems(open);
    for (const [kind, shelf] of Object.entries(shelves)) {
      problems.push(...(await shelfProblems(open, shelf, rows[kind as keyof typeof shelves])));
    }
    return problems;
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
