import { mkdtemp, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Backbone } from "../backbones/backbone.ts";
import type { ImageLoader } from "../data/loader.ts";
import { filesIn } from "../feature-cache/cache.fixture.ts";
import { openFeatureCache } from "../feature-cache/feature-cache.ts";
import { FeatureSource } from "./features.ts";
import { silent } from "./silent.fixture.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "features-"));
});
afterEach(() => rm(folder, { recursive: true }));

const { signal } = new AbortController();
const ids = ["1", "2", "3", "4", "5"];

/** A backbone whose features are its one pixel and the double of it; the groups it was given. */
function doubling(batchSize: number) {
  const groups: number[][] = [];
  const backbone = {
    manifest: { id: "doubling", featureDim: 2, featureGrid: [1, 1] },
    ...{ weightsSha256: null, graphSha256: "g", batchSize },
    engine: { name: "e", version: "1", backend: "b", device: "d", precision: "float32" },
    features: async (pixels: Float32Array, images: number) => {
      expect(pixels).toHaveLength(images);
      groups.push([...pixels]);
      return Float32Array.from([...pixels].flatMap((pixel) => [pixel, 2 * pixel]));
    },
  } as Partial<Backbone> as Backbone;
  return { groups, backbone };
}

/** The image with id n has the one pixel n. */
const dataset = {
  imagePath: (id: string) => id,
  readImage: () => Promise.reject(new Error("not asked for")),
};
const loader = {
  stream: async function* (jobs) {
    for await (const { source } of jobs) {
      const imageSha256 = `${source}`;
      yield { height: 1, width: 1, data: Float32Array.of(Number(source)), imageSha256 };
    }
  },
} as Pick<ImageLoader, "stream"> as ImageLoader;

async function source(backbone: Backbone, byteBudget = 1e6) {
  const cache = await openFeatureCache(folder, { byteBudget });
  return { cache, features: new FeatureSource({ backbone, cache, preprocessing: [], dataset, loader }) };
}

test("passes full batches to the backbone, of what is not cached alone", async () => {
  const { groups, backbone } = doubling(2);
  {
    const { cache, features } = await source(backbone);
    await using _ = cache;
    await features.prepare(["1", "4"], silent, signal);
  }
  const { cache, features } = await source(backbone);
  await using _ = cache;
  await features.prepare(ids, silent, signal);
  expect(groups).toEqual([[1, 4], [2, 3], [5]]);
  expect([...(await features.batch(["5", "1", "5"]))]).toEqual([5, 10, 1, 2, 5, 10]);
  expect(groups).toHaveLength(3);
});

test("a batch size of its own has features of its own", async () => {
  const [one, two] = [doubling(1), doubling(2)];
  for (const { backbone } of [one, two]) {
    const { cache, features } = await source(backbone);
    await using _ = cache;
    await features.prepare(ids, silent, signal);
  }
  expect(one.groups.map((group) => group.length)).toEqual([1, 1, 1, 1, 1]);
  expect(two.groups.map((group) => group.length)).toEqual([2, 2, 1]);
});

test("computes what finds no room, and what is damaged, each image once a batch", async () => {
  const { groups, backbone } = doubling(2);
  const small = await source(backbone, 1);
  await small.features.prepare(ids, silent, signal);
  groups.length = 0;
  const batch = [...(await small.features.batch(["3", "1", "3", "2"]))];
  expect(batch).toEqual([3, 6, 1, 2, 3, 6, 2, 4]);
  expect(groups).toEqual([[3, 1], [2]]);
  await small.cache[Symbol.asyncDispose]();

  const { cache, features } = await source(backbone);
  await using _ = cache;
  await features.prepare(ids, silent, signal);
  groups.length = 0;
  const [shard] = await filesIn(folder, ".shard");
  await truncate(join(folder, shard!), 9);
  expect([...(await features.batch(["1", "2", "3"]))]).toEqual([1, 2, 2, 4, 3, 6]);
  expect(groups).toEqual([[3]]);
  groups.length = 0;
  await features.batch(["3"]);
  expect(groups).toEqual([]);
});

test("names backbone and image where a feature is not finite", async () => {
  const { backbone } = doubling(2);
  const { cache, features } = await source(backbone);
  await using _ = cache;
  await expect(features.prepare(["1", "NaN"], silent, signal)).rejects.toThrow(
    "backbone doubling, image NaN: feature 0 is NaN; expected finite features",
  );
});
