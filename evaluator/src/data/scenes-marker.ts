import { dirname, join, resolve } from "node:path";
import { mostTextBytes, readLimited } from "../files/limited-read.ts";

export const scenesMarkerName = "scenes.json";
export const scenesGenerator = "dense-probing-scenes";

/** What a folder of generated scenes says about itself. */
export interface ScenesMarker {
  readonly generator: typeof scenesGenerator;
  /** Rises whenever the same seed would give other files. */
  readonly version: number;
  readonly seed: number;
  readonly images: number;
}

export async function readScenesMarker(folder: string): Promise<ScenesMarker | null> {
  const path = join(folder, scenesMarkerName);
  const text = await readLimited(path, mostTextBytes, "a marker of scenes").then(String, () => "null");
  let marker: Partial<ScenesMarker> | null;
  try {
    marker = JSON.parse(text);
  } catch {
    return null;
  }
  return marker?.generator === scenesGenerator ? (marker as ScenesMarker) : null;
}

/** True in a folder of generated scenes and up to three levels below one (VOC nests two folders). */
export async function isInScenes(folder: string): Promise<boolean> {
  let current = resolve(folder);
  for (let level = 0; level < 4; level++) {
    if (await readScenesMarker(current)) return true;
    current = dirname(current);
  }
  return false;
}
