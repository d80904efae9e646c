import { type DatasetId, ownDatasetIds, type PublishedDatasetId } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { catalogueEntry } from "./catalogue.ts";
import { openCocoInstances } from "./coco-instances.ts";
import { openCocoStuff } from "./coco-stuff.ts";
import type { Dataset, Distribution } from "./dataset.ts";
import { createImageLoader } from "./loader.ts";
import { openNyuFrames } from "./nyu-frames.ts";
import { openNyuLabelled } from "./nyu-labelled.ts";
import type { OpenOptions } from "./open-options.ts";
import { openOwnDepth } from "./own-depth.ts";
import { openOwnSegmentation } from "./own-segmentation.ts";
import { readAnnotations } from "./read-annotations.ts";
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
    case "own-depth":
      return openOwnDepth(root, options);
  }
}

export interface VerifyOptions extends OpenOptions {
  /** "annotations": every annotation and the headers of all images; "pixels": every image is decoded too. */
  readonly depth?: "annotations" | "pixels";
  readonly onProgress?: (what: "annotations" | "images", done: number, total: number) => void;
}

export interface VerifyReport {
  readonly id: DatasetId;
  readonly root: string;
  readonly distribution: Distribution;
  readonly fingerprint: string;
  readonly images: { readonly train: number; readonly validation: number; readonly test: number };
  /** What differs from the publication; none for an official distribution, and for own data. */
  readonly differences: readonly string[];
  /** Files that are damaged or don't fit each other, each naming the file; else what the set as a whole lacks. */
  readonly problems: readonly string[];
}

const isOwn = (id: DatasetId): id is Exclude<DatasetId, PublishedDatasetId> =>
  ownDatasetIds.some((own) => own === id);

function differencesOf(id: DatasetId, dataset: Dataset<unknown>): string[] {
  if (isOwn(id)) return [];
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

/** Decodes the images that are not known to be damaged. */
async function decodeImages(
  dataset: Dataset<unknown>,
  damaged: ReadonlySet<string | null>,
  onProblem: (message: string) => void,
  onProgress?: (done: number, total: number) => void,
): Promise<void> {
  const { train, validation, test } = dataset.splits;
  const all = [...train, ...validation, ...test];
  for (const [index, id] of all.entries()) {
    try {
      if (!damaged.has(id)) await dataset.readImage(id);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      onProblem(error.message);
    }
    onProgress?.(index + 1, all.length);
  }
}

/**
 * Checks a data set on disk: every listed file, every annotation, the counts and hashes of the publication. Damaged files
 * are collected, not the first alone. Throws InputError only where the data set can't be opened at all.
 */
export async function verifyDataset(
  id: DatasetId,
  root: string,
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  await using dataset = await openDataset(id, root, options);
  await using loader = createImageLoader();
  const problems: string[] = [];
  const damaged = new Set<string | null>();
  await readAnnotations(dataset, {
    loader,
    onProblem: (message, of) => {
      problems.push(message);
      damaged.add(of);
    },
    onProgress: (done, total) => options.onProgress?.("annotations", done, total),
  });
  if (options.depth === "pixels") {
    const onProgress = (done: number, total: number) => options.onProgress?.("images", done, total);
    await decodeImages(dataset, damaged, (message) => problems.push(message), onProgress);
  }
  const { train, validation, test } = dataset.splits;
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
