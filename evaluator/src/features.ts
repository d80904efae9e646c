import type { Backbone } from "./backbones/backbone.ts";
import { type FeatureCache, featureKey } from "./backbones/feature-cache.ts";
import type { Dataset } from "./data/dataset.ts";
import type { ImageJob, ImageLoader, PreparedImage } from "./data/loader.ts";
import { InputError } from "./input-error.ts";
import { type Preprocessing, preprocessingSha256 } from "./preprocessing.ts";
import type { Progress } from "./progress.ts";

/** Most images in one forward pass of a backbone, and most bytes of their features. */
const forwardBatch = 8;
const forwardBytes = 256 * 2 ** 20;

export interface FeatureSourceOptions {
  readonly backbone: Backbone;
  readonly cache: FeatureCache;
  readonly preprocessing: Preprocessing;
  readonly dataset: Pick<Dataset<unknown>, "readImage" | "imagePath">;
  /** Decodes and resizes in threads of its own, ahead of the backbone. */
  readonly loader: ImageLoader;
}

interface IdentifiedImage {
  readonly id: string;
  readonly prepared: PreparedImage;
}

/** Where training and evaluation get features from. */
export interface Features {
  /** `[B, D', h, w]` of the images, in their order. */
  batch(ids: readonly string[]): Promise<Float32Array>;
}

/**
 * Frozen features by image id. Nothing is augmented, so each image passes the backbone once per (weights, graph,
 * preprocessing, pixels) and is kept on disk in half precision. Features are rounded to half precision whether they come
 * from disk or not, so the numbers do not depend on what was cached.
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

  get #forwardBatch(): number {
    return Math.min(forwardBatch, Math.max(1, Math.floor(forwardBytes / (4 * this.length))));
  }

  /** Computes whatever is not cached yet, in the order of `ids`; the next images are decoded meanwhile. */
  async prepare(ids: readonly string[], progress: Progress, signal: AbortSignal): Promise<void> {
    let done = 0;
    let group: IdentifiedImage[] = [];
    for await (const prepared of this.#options.loader.stream(this.#jobs(ids))) {
      signal.throwIfAborted();
      group.push({ id: ids[done], prepared });
      done++;
      if (group.length < this.#forwardBatch && done < ids.length) continue;
      await this.#ensure(group);
      group = [];
      progress.update("features", done, ids.length);
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
    const atOnce = this.#forwardBatch;
    for (let start = 0; start < distinct.length; start += atOnce) {
      const part = distinct.slice(start, start + atOnce);
      const images = await Promise.all(
        part.map(async (id) => ({ id, prepared: await this.#options.loader.prepare(await this.#job(id)) })),
      );
      const computed = await this.#ensure(images);
      for (const [place, id] of ids.entries()) {
        const features = computed.get(id);
        if (features) batch.set(features, place * this.length);
      }
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

  /** Features of a few prepared images, from the cache where it has them. */
  async #ensure(images: readonly IdentifiedImage[]): Promise<Map<string, Float32Array>> {
    const { cache } = this.#options;
    const found = new Map<string, Float32Array>();
    const pending: { id: string; key: string; pixels: Float32Array }[] = [];
    for (const { id, prepared } of images) {
      const key = this.#keyOf(prepared);
      this.#keys.set(id, key);
      const cached = await cache.get(key);
      if (cached) found.set(id, cached);
      else pending.push({ id, key, pixels: prepared.data });
    }
    if (pending.length === 0) return found;
    const features = await this.#forward(pending.map(({ pixels }) => pixels));
    for (const [index, { id, key }] of pending.entries()) {
      const own = features.subarray(index * this.length, (index + 1) * this.length);
      found.set(id, await cache.put(key, own));
    }
    return found;
  }

  async #forward(images: readonly Float32Array[]): Promise<Float32Array> {
    const { backbone } = this.#options;
    const input = new Float32Array(images.length * images[0].length);
    for (const [index, image] of images.entries()) input.set(image, index * image.length);
    const features = await backbone.features(input, images.length);
    const bad = features.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new InputError(
        `backbone ${backbone.manifest.id}: feature ${bad} is ${features[bad]}; expected finite features`,
      );
    }
    return features;
  }

  #keyOf({ imageSha256 }: PreparedImage): string {
    const { weightsSha256, graphSha256 } = this.#options.backbone;
    const preprocessingSha256 = this.#preprocessingSha256;
    return featureKey({ weightsSha256, graphSha256, preprocessingSha256, imageSha256 });
  }
}
