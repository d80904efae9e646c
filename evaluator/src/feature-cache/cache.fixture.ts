import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { FeatureCache } from "./feature-cache.ts";

/** A key and features of a made-up image. */
export const key = (image: number): string => createHash("sha256").update(`${image}`).digest("hex");

export const features = (image: number, count = 1000): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(i + image) * 9);

export function put(cache: FeatureCache, image: number, count = 1000): Promise<Float32Array> {
  return cache.put([{ key: key(image), what: `image ${image}` }], features(image, count));
}

/** One image's features; null where the cache has none that are whole. */
export async function get(cache: FeatureCache, image: number, count = 1000): Promise<Float32Array | null> {
  const { features: found, missing } = await cache.read([key(image)], count);
  return missing.length > 0 ? null : found;
}

/** Names of files, in order. */
export async function filesIn(folder: string, extension = ""): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(extension)).sort();
}

export async function totalBytes(folder: string): Promise<number> {
  let total = 0;
  for (const name of await filesIn(folder)) total += (await stat(join(folder, name))).size;
  return total;
}
