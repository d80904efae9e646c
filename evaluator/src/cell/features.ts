import type { Backbone } from "../backbones/backbone.ts";
import type { Dataset } from "../data/dataset.ts";
import type { ImageJob, ImageLoader, PreparedImage } from "../data/loader.ts";
import type { FeatureCache, ImageKey } from "../feature-cache/feature-cache.ts";
import { featureKey } from "../feature-cache/feature-key.ts";
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

/** An image that is about to pass the backbone. */
interface PixelsOf extends ImageKey {
  /** `[3, I, I]`, normalised. */
  readonly pixels: Float32Array;
}

/**
 * Frozen features by image id. Nothing is augmented, so each image passes the backbone once per (weights, graph, engine,
 * batch size, preprocessing, pixels) and is kept on disk in half precision. Features are rounded to half precision whether
 * they come from disk or not, and the backbone fills its batch up: products are summed in an order that depends on the
 * batch's size, and on nothing else of it. So the numbers depend neither on what was cached nor on which images met.
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
    const { loader, cache, backbone } = this.#options;
    let group: PixelsOf[] = [];
    let stored: Promise<unknown> = Promise.resolve();
    let done = 0;
    for await (const prepared of loader.stream(this.#jobs(ids))) {
      signal.throwIfAborted();
      const image = this.#imageOf(ids[done], prepared);
      if (!(await cache.has(image.key))) group.push(image);
      if (group.length === backbone.batchSize || (done + 1 === ids.length && group.length > 0)) {
        const features = await this.#forward(group);
        // The features before these were rounded and written meanwhile; more than two groups would fill the memory.
        await stored;
        stored = handled(cache.put(group, features));
        group = [];
      }
      progress.update("features", ++done, ids.length);
    }
    await stored;
  }

  /** `[B, D', h, w]` of the images, in their order. */
  async batch(ids: readonly string[]): Promise<Float32Array> {
    const { cache, loader, backbone } = this.#options;
    const keys = ids.map((id) => this.#keys.get(id) ?? null);
    const { features, missing } = await cache.read(keys, this.length);
    const distinct = [...new Set(missing.map((place) => ids[place]))];
    let group: PixelsOf[] = [];
    let first = 0;
    let done = 0;
    for await (const prepared of loader.stream(this.#jobs(distinct))) {
      group.push(this.#imageOf(distinct[done++], prepared));
      if (group.length < backbone.batchSize && done < distinct.length) continue;
      const computed = await cache.put(group, await this.#forward(group));
      for (const place of missing) {
        const at = distinct.indexOf(ids[place], first) - first;
        if (at < 0 || at >= group.length) continue;
        features.set(computed.subarray(at * this.length, (at + 1) * this.length), place * this.length);
      }
      first = done;
      group = [];
    }
    return features;
  }

  async *#jobs(ids: readonly string[]): AsyncGenerator<ImageJob> {
    for (const id of ids) yield await this.#job(id);
  }

  async #job(id: string): Promise<ImageJob> {
    const { dataset, preprocessing } = this.#options;
    return { source: dataset.imagePath(id) ?? (await dataset.readImage(id)), steps: preprocessing };
  }

  /** What the cache knows a prepared image by, remembered for later batches. */
  #imageOf(id: string, { imageSha256, data }: PreparedImage): PixelsOf {
    const { backbone } = this.#options;
    const { weightsSha256, graphSha256, engine, batchSize } = backbone;
    const preprocessingSha256 = this.#preprocessingSha256;
    const key = featureKey({
      ...{ weightsSha256, graphSha256, preprocessingSha256 },
      ...{ engine, batchSize, imageSha256 },
    });
    this.#keys.set(id, key);
    return { key, what: `backbone ${backbone.manifest.id}, image ${id}`, pixels: data };
  }

  /** `[images, D', h, w]` */
  #forward(group: readonly PixelsOf[]): Promise<Float32Array> {
    const [{ pixels }] = group;
    const all = group.length === 1 ? pixels : new Float32Array(group.length * pixels.length);
    if (group.length > 1)
      for (const [place, one] of group.entries()) all.set(one.pixels, place * pixels.length);
    return this.#options.backbone.features(all, group.length);
  }
}

/** Marks the promise as handled: its error surfaces where it is awaited, not as an unhandled rejection. */
function handled<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  return work;
}
