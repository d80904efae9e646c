import { asc } from "drizzle-orm";
import type { OpenDatabase } from "../open/shared-database.ts";
import { snapshots } from "../schema.ts";
import { readKept } from "../store/kept-json.ts";
import {
  keptSnapshotSchema,
  snapshotFile,
  snapshotFolder,
  snapshotMaxBytes,
} from "../store/snapshot-file.ts";
import { contentHash, keptSnapshot } from "../write/take-snapshot.ts";
import type { Difference, Verified } from "./difference.ts";

/** Every snapshot's row against its file, and its hash against what its differences add up to. */
export async function verifySnapshots({ db, files }: Pick<OpenDatabase, "db" | "files">): Promise<Verified> {
  const names = new Set((await files.list(snapshotFolder)).map((name) => `${snapshotFolder}/${name}`));
  const count = names.size;
  const differences: Difference[] = [];
  const members = new Set<string>();
  for (const row of await db.select().from(snapshots).orderBy(asc(snapshots.sequence))) {
    const file = snapshotFile(row.sequence);
    for (const one of row.removed) members.delete(one);
    for (const one of row.added) members.add(one);
    if (contentHash([...members]) !== row.contentSha256 || members.size !== row.results) {
      differences.push({ subject: `snapshot ${row.id}`, difference: "is not what its changes add up to" });
    }
    const read = await readKept(files, file, keptSnapshotSchema, snapshotMaxBytes);
    if (!read.ok) differences.push({ subject: file, difference: read.problem.reason });
    else if (read.text !== keptSnapshot(row))
      differences.push({ subject: file, difference: "differs from its row" });
    names.delete(file);
  }
  for (const name of names) differences.push({ subject: name, difference: "has no row" });
  return { files: count, differences };
}
