import { type DatasetId, ownDatasetId } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { catalogueEntry } from "./catalogue.ts";
import { openCocoInstances } from "./coco-instances.ts";
import { openCocoStuff } from "./coco-stuff.ts";
import type { Dataset, Distribution } from "./dataset.ts";
import { openNyuFrames } from "./nyu-frames.ts";
import { openNyuLabelled } from "./nyu-labelled.ts";
import type { OpenOptions } from "./open-options.ts";
import { openOwnSegmentation } from "./own-segmentation.ts";
import { openVoc } from "./voc.ts";

/** Opens the data set with this id. */
export function openDataset(
  id: DatasetId,
  root: string,
  options: OpenOptions = {},
): Promise<Dataset<unknown>> {
  switch (id) {
    case "voc2012":
      return openVoc(root, options);
    case "coco2017":
      return openCocoInstances(root, options);
    case "coco-stuff164k":
      return openCocoStuff(root, options);
    case "nyuv2-labelled":
      return openNyuLabelled(root, options);
    case "nyuv2-frames":
      return openNyuFrames(root, options);
    case "own":
      return openOwnSegmentation(root, options);
  }
}

export interface VerifyOptions extends OpenOptions {
  /** "sizes": headers and lengths of every image; "pixels": every image and annotation is decoded. */
  readonly depth?: "sizes" | "pixels";
  readonly onProgress?: (done: number, total: number) => void;
}

export interface VerifyReport {
  readonly id: DatasetId;
  readonly root: string;
  readonly distribution: Distribution;
  readonly fingerprint: string;
  readonly images: { readonly train: number; readonly validation: number; readonly test: number };
  /** What differs from the publication; none for an official distribution, and for own data. */
  readonly differences: readonly string[];
  /** Files that are damaged or don't fit each other, each naming the file. */
  readonly problems: readonly string[];
}

function differencesOf(id: DatasetId, dataset: Dataset<unknown>): string[] {
  if (id === ownDatasetId) return [];
  const { counts } = catalogueEntry(id);
  const { train, validation, test } = dataset.splits;
  // The frames' validation images are every tenth of a part: the rest of it is unused.
  const found = { train: train.length + validation.length, test: test.length };
  const differences: string[] = [];
  for (const split of ["train", "test"] as const) {
    if (id === "nyuv2-frames" && split === "train") continue;
    if (found[split] !== counts[split]) {
      differences.push(`${found[split]} images to ${split} on; the publication has ${counts[split]}`);
    }
  }
  if (differences.length === 0 && dataset.distribution === "custom") {
    differences.push(
      "counts agree, but a length, a checksum or the number of annotations differs from the publication",
    );
  }
  return differences;
}

/** Checks one image and its annotation; the InputError's message, or null. */
async function problemOf(
  dataset: Dataset<unknown>,
  id: string,
  depth: "sizes" | "pixels",
): Promise<string | null> {
  try {
    await dataset.verify([id]);
    if (depth === "pixels") {
      await dataset.readImage(id);
      await dataset.readAnnotation(id);
    }
    return null;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

/**
 * Checks a data set on disk: every listed file, every size, the counts and hashes of the publication. Damaged files are
 * collected, not the first alone. Throws InputError only where the data set can't be opened at all.
 */
export async function verifyDataset(
  id: DatasetId,
  root: string,
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  await using dataset = await openDataset(id, root, options);
  const { train, validation, test } = dataset.splits;
  const all = [...train, ...validation, ...test];
  const problems: string[] = [];
  for (const [index, one] of all.entries()) {
    const problem = await problemOf(dataset, one, options.depth ?? "sizes");
    if (problem !== null) problems.push(problem);
    options.onProgress?.(index + 1, all.length);
  }
  return {
    id,
    root: dataset.root,
    distribution: dataset.distribution,
    fingerprint: dataset.fingerprint,
    images: { train: train.length, validation: validation.length, test: test.length },
    differences: differencesOf(id, dataset),
    problems,
  };
}
