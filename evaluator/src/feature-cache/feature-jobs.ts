/** What a thread of the feature cache is asked for, and what it gives back. */

/** Where an entry's payload lies, and its CRC-32. */
export interface PayloadPlace {
  readonly path: string;
  readonly offset: number;
  readonly count: number;
  readonly checksum: number;
}

export interface ReadJob {
  readonly kind: "read";
  /** null: there is no entry; its features stay zero. */
  readonly places: readonly (PayloadPlace | null)[];
  /** Features of one entry. */
  readonly length: number;
}

export interface ReadFeatures {
  readonly kind: "read";
  /** `[places, length]` */
  readonly features: Float32Array<ArrayBuffer>;
  /** Places of entries that are not there, or damaged. */
  readonly missing: readonly number[];
}

export interface RoundJob {
  readonly kind: "round";
  /** `[images, length]` */
  readonly features: Float32Array<ArrayBuffer>;
  readonly images: number;
}

export interface RoundedFeatures {
  readonly kind: "round";
  /** Bit patterns of half precision, `[images, length]`. */
  readonly halves: Uint16Array<ArrayBuffer>;
  /** Their values. */
  readonly rounded: Float32Array<ArrayBuffer>;
  /** CRC-32 of each image's bit patterns. */
  readonly checksums: readonly number[];
  /** The first feature that half precision cannot hold. */
  readonly misfit: { readonly index: number; readonly value: number } | null;
}

export type FeatureJob = ReadJob | RoundJob;
export type FeatureReply = ReadFeatures | RoundedFeatures;
