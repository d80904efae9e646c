import { asc } from "drizzle-orm";
import type { OpenDatabase } from "../open/shared-database.ts";
import { snapshots } from "../schema.ts";
import { damaged, type FileProblem, readKept } from "../store/kept-json.ts";
import {
  keptSnapshotSchema,
  snapshotFile,
  snapshotFolder,
  snapshotMaxBytes,
} from "../store/snapshot-file.ts";
import type { Writing } from "./rows-then-files.ts";
import { keptSnapshot } from "./take-snapshot.ts";

/** Brings snapshots and their files together: rows that were lost come back, rows from before they were kept become files. */
export async function enterKeptSnapshots(
  { tx, keep }: Writing,
  { files }: OpenDatabase,
): Promise<FileProblem[]> {
  const names = await files.list(snapshotFolder);
  const rows = new Map(
    (await tx.select().from(snapshots).orderBy(asc(snapshots.sequence))).map((row) => [
      snapshotFile(row.sequence),
      row,
    ]),
  );
  const problems: FileProblem[] = [];
  for (const name of names.map((one) => `${snapshotFolder}/${one}`)) {
    if (rows.delete(name)) continue;
    const read = await readKept(files, name, keptSnapshotSchema, snapshotMaxBytes);
    if (!read.ok) problems.push(read.problem);
    else if (snapshotFile(read.value.sequence) !== name) {
      problems.push(damaged(name, `is snapshot ${read.value.sequence}`));
    } else await tx.insert(snapshots).values({ ...read.value, takenAt: new Date(read.value.takenAt) });
  }
  for (const [name, row] of rows) keep(name, keptSnapshot(row));
  return problems;
}
