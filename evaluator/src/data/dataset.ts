import type { DatasetId } from "../contract/index.ts";
import type { LabelCounts, ReadMap } from "./label-counts.ts";

export interface RgbImage {
  readonly width: number;
  readonly height: number;
  /** `[height, width, 3]`, 0 to 255. */
  readonly data: Uint8Array;
}

export interface LabelMap {
  readonly width: number;
  readonly height: number;
  /** `[height, width]`; 255 = no label. */
  readonly data: Uint8Array;
}

export interface DepthMap {
  readonly width: number;
  readonly height: number;
  /** `[height, width]`, metres; 0 = unknown. */
  readonly depthMeters: Float32Array;
}

/** "official": counts and published hashes match; "scenes": the built-in generator; "custom": anything else. */
export type Distribution = "official" | "scenes" | "custom";

export interface Splits {
  readonly train: readonly string[];
  readonly validation: readonly string[];
  readonly test: readonly string[];
}

/** Images with annotations on disk. Opening checks that every listed file is there; pixels are read on demand. */
export interface Dataset<Annotation> extends AsyncDisposable {
  readonly id: DatasetId;
  readonly distribution: Distribution;
  readonly root: string;
  /** SHA-256 (hex) over the sorted split ids and the annotation bytes. */
  readonly fingerprint: string;
  readonly splits: Splits;
  /** All test images, where `splits.test` is a task's choice of them: tasks on one population resample it alike. */
  readonly testPopulation?: readonly string[];
  /** The scene that an image was taken in, which makes it like others of that scene; null: not known, or its own. */
  readonly sceneOf?: (id: string) => string | null;
  /** The user's own classes, by index; of the user's own images alone. */
  readonly ownClasses?: readonly string[];
  readImage(id: string): Promise<RgbImage>;
  /** The image's own file, for those who decode elsewhere; null where images lie inside a larger file. */
  imagePath(id: string): string | null;
  readAnnotation(id: string): Promise<Annotation>;
  /**
   * Reads these images' headers and these annotations whole; pixels of images stay unread. Gives the pixels of each
   * label, null where annotations are no label maps. Throws InputError naming the file.
   *
   * @param readMap how label maps are read; right here without it
   */
  verify(ids: readonly string[], readMap?: ReadMap): Promise<LabelCounts | null>;
  /** Throws InputError, or warns, about what the label maps of a whole set show and none of them alone. */
  judge?(counts: Readonly<Record<keyof Splits, LabelCounts>>): void;
}

/** A data set whose annotation is a class index per pixel. */
export interface LabelledDataset extends Dataset<LabelMap> {
  readonly classNames: readonly string[];
}
