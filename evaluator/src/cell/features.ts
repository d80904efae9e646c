import type { Backbone } from "../backbones/backbone.ts";
import { type FeatureCache, featureKey } from "../backbones/feature-cache.ts";
import type { Dataset } from "../data/dataset.ts";
import type { ImageJob, ImageLoader, PreparedImage } from "../data/loader.ts";
import { InputError } from "../files/input-error.ts";
import { type Preprocessing, preprocessingSha256 } from "./preprocessing.ts";
import type { Progress } from "./progress.ts";

export interface FeatureSourceOptions {
  readonly backbone: Backbone;
  readonly cache: FeatureCache;
  readonly preprocessing: Preprocessing;
  readonly dataset: Pick<Dataset<unknown>, "readImage" | "imagePath">;
  /** Decodes and resizes in threads of its own, ahead of the backbone. */
  readonly loader: ImageLoader;
}

/** Where training and evaluation get features from. */
export interface Features {
  /** `[B, D', h, w]` of the images, in their order. */
  batch(ids: readonly string[]): Promise<Float32Array>;
}

/**
 * Frozen features by image id. Nothing is augmented, so each image passes the backbone once per (weights, graph,
 * preprocessing, pixels) and is kept on disk in half precision. Features are rounded to half precision whether they come
 * from disk or not, and an image passes the backbone alone: in a batch, products are summed in an order that depends on
 * the batch's size. So the numbers depend neither on what was cached nor on which images met.
 */
export class FeatureSource implements Features {
  readonly #options: FeatureSourceOptions;
  readonly #keys = new Map<string, string>();
  readonly #preprocessingSha256: string;

  constructor(options: FeatureSourceOptions) {
    this.#options = options;
    this.#preprocessingSha256 = preprocessingSha256(options.preprocessing);
  }

  /** Length of one image's features, D' * h * w. */
  get length(): number {
    const { featureDim, featureGrid } = this.#options.backbone.manifest;
    return featureDim * featureGrid[0] * featureGrid[1];
  }

  /** Computes whatever is not cached yet, in the order of `ids`; the next images are decoded meanwhile. */
  async prepare(ids: readonly string[], progress: Progress, signal: AbortSignal): Promise<void> {
    let done = 0;
    for await (const prepared of this.#options.loader.stream(this.#jobs(ids))) {
      signal.throwIfAborted();
      await this.#featuresOf(ids[done], prepared);
      progress.update("features", ++done, ids.length);
    }
  }

  /** `[B, D', h, w]` of the images, in their order. */
  async batch(ids: readonly string[]): Promise<Float32Array> {
    const batch = new Float32Array(ids.length * this.length);
    const missing: string[] = [];
    for (const [place, id] of ids.entries()) {
      const key = this.#keys.get(id);
      const cached = key === undefined ? null : await this.#options.cache.get(key);
      if (cached === null) missing.push(id);
      else batch.set(cached, place * this.length);
    }
    const distinct = [...new Set(missing)];
    let done = 0;
    for await (const prepared of this.#options.loader.stream(this.#jobs(distinct))) {
      const id = distinct[done++];
      const computed = await this.#featuresOf(id, prepared);
      for (const [place, other] of ids.entries()) if (other === id) batch.set(computed, place * this.length);
    }
    return batch;
  }

  async *#jobs(ids: readonly string[]): AsyncGenerator<ImageJob> {
    for (const id of ids) yield await this.#job(id);
  }

  async #job(id: string): Promise<ImageJob> {
    const { dataset, preprocessing } = this.#options;
    return { source: dataset.imagePath(id) ?? (await dataset.readImage(id)), steps: preprocessing };
  }

  /** Features of a prepared image, from the cache where it has them. */
  async #featuresOf(id: string, prepared: PreparedImage): Promise<Float32Array> {
    const { cache } = this.#options;
    const key = this.#keyOf(prepared);
    this.#keys.set(id, key);
    return (await cache.get(key)) ?? cache.put(key, await this.#forward(id, prepared.data));
  }

  async #forward(id: string, pixels: Float32Array): Promise<Float32Array> {
    const { backbone } = this.#options;
    const features = await backbone.features(pixels, 1);
    const bad = features.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) return features;
    throw new InputError(
      `backbone ${backbone.manifest.id}, image ${id}: feature ${bad} is ${features[bad]}; expected finite features`,
    );
  }

  #keyOf({ imageSha256 }: PreparedImage): string {
    const { weightsSha256, graphSha256 } = this.#options.backbone;
    const preprocessingSha256 = this.#preprocessingSha256;
    return featureKey({ weightsSha256, graphSha256, preprocessingSha256, imageSha256 });
  }
}
