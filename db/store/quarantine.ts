import { createHash } from "node:crypto";
import { z } from "zod";
import type { FileStore } from "./file-store.ts";
import { type FileProblem, readKept } from "./kept-json.ts";

const folder = "quarantine";

const asideSchema = z.object({
  /** Name that it had. */
  file: z.string(),
  reason: z.string(),
  movedAt: z.iso.datetime(),
  /** Name that it has now. */
  movedTo: z.string(),
});
/** A file that was set aside, as the reason beside it says. */
export type SetAside = z.infer<typeof asideSchema>;

const reasonMaxBytes = 10_000;
const hashDigits = 12;

/** A name that any file gets: its own letters where the store has them, and a hash that tells it from all others. */
function nameAside(file: string, movedAt: Date): string {
  const hash = createHash("sha256").update(`${movedAt.toISOString()} ${file}`).digest("hex");
  const day = movedAt.toISOString().slice(0, "2026-11-26".length);
  const readable = file
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/\.{2,}/g, ".");
  return `${folder}/${day}-${hash.slice(0, hashDigits)}-${readable.slice(0, 120)}`;
}

/** Moves a damaged file out of the way, with its reason beside it. Nothing is deleted. */
export async function setAside(
  files: FileStore,
  { file, reason }: Pick<FileProblem, "file" | "reason">,
  movedAt: Date,
): Promise<SetAside> {
  const slash = file.lastIndexOf("/");
  const aside = { file, reason, movedAt: movedAt.toISOString(), movedTo: nameAside(file, movedAt) };
  await files.write(`${aside.movedTo}.reason.json`, JSON.stringify(aside));
  await files.move(file.slice(0, slash), file.slice(slash + 1), aside.movedTo);
  return aside;
}

/** Everything that was ever set aside and not taken away since, oldest first: for health and for `db verify`. */
export async function listSetAside(files: FileStore): Promise<SetAside[]> {
  const names = (await files.list(folder)).filter((name) => name.endsWith(".reason.json"));
  const reasons = await Promise.all(
    names.map((name) => readKept(files, `${folder}/${name}`, asideSchema, reasonMaxBytes)),
  );
  return reasons
    .flatMap((reason) => (reason.ok ? [reason.value] : []))
    .sort((a, b) => (a.movedAt < b.movedAt ? -1 : 1));
}
