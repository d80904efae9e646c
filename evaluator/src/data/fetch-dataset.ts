import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { PublishedDatasetId } from "../contract/index.ts";
import { type DownloadOptions, downloadFile } from "../download/download-file.ts";
import { writeFileAtomically } from "../files/atomic-file.ts";
import { requireFreeSpace } from "../files/free-space.ts";
import { requireOutputFolder } from "../files/output-folder.ts";
import { type CatalogueFile, catalogueEntry } from "./catalogue.ts";
import { pathKind } from "./source-file.ts";
import { unpackArchive } from "./unpack.ts";

export interface FetchOptions
  extends Pick<DownloadOptions, "signal" | "attempts" | "pauseMs" | "stallMs" | "connect"> {
  readonly onProgress?: (
    step: "download" | "unpack",
    file: string,
    done: number,
    total: number | null,
  ) => void;
  /** Files other than the catalogue's, for mirrors. */
  readonly files?: readonly CatalogueFile[];
  /** Archives are deleted after unpacking unless this is "keep". */
  readonly archives?: "keep" | "delete";
}

const unpackedMark = (root: string, file: CatalogueFile): string => join(root, `.${file.name}.unpacked`);

const isDone = async (root: string, file: CatalogueFile): Promise<boolean> =>
  file.archive !== "keep" && (await pathKind(unpackedMark(root, file))) === "file";

/** The catalogue's sizes are rough, and an archive's own headers come to them. */
const mostUnpackedBytes = ({ unpackedBytes }: CatalogueFile): number => 2 * unpackedBytes + 2 ** 26;

/** Bytes that fetching still needs at most: archives and what is in them. */
export function neededBytes(files: readonly CatalogueFile[]): number {
  return files.reduce((sum, { bytes, unpackedBytes }) => sum + (bytes ?? unpackedBytes) + unpackedBytes, 0);
}

/**
 * Downloads and unpacks a data set's published files below `root`. What is already there is kept: broken downloads go on,
 * unpacked archives are not fetched again. The caller shows `catalogueEntry(id).terms` first. Throws InputError.
 */
export async function fetchDataset(
  id: PublishedDatasetId,
  root: string,
  options: FetchOptions = {},
): Promise<void> {
  const files = options.files ?? catalogueEntry(id).files;
  const missing: CatalogueFile[] = [];
  for (const file of files) if (!(await isDone(root, file))) missing.push(file);
  await requireOutputFolder(root);
  await requireFreeSpace(root, neededBytes(missing), "the downloads and what is in them");
  for (const file of missing) {
    const path = join(root, file.archive === "keep" ? join(file.folder, file.name) : file.name);
    const onProgress = (done: number, total: number | null): void =>
      options.onProgress?.("download", file.name, done, total);
    await downloadFile({ ...file, path }, { ...options, onProgress });
    if (file.archive === "keep") continue;
    await unpackArchive(path, file.archive, join(root, file.folder), {
      mostBytes: mostUnpackedBytes(file),
      onProgress: (done) => options.onProgress?.("unpack", file.name, done, null),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    await writeFileAtomically(unpackedMark(root, file), `${file.sha256 ?? file.md5 ?? ""}\n`);
    if (options.archives !== "keep") await rm(path);
  }
}
