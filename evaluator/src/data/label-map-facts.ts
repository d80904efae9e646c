import { readImageSize, requireSameSize } from "./image.ts";
import { decodeIndexedPng, pngHeader } from "./indexed-png.ts";
import { countLabels, type MapFacts, type MapJob } from "./label-counts.ts";
import { pngPalette } from "./png-chunks.ts";
import { readSourceFile } from "./source-file.ts";

/** Decodes a label map and compares its size with its image's header. Throws InputError. */
export async function readMapFacts({ image, map }: MapJob): Promise<MapFacts> {
  const size = await readImageSize(image);
  const bytes = await readSourceFile(map, "an indexed or grey PNG");
  requireSameSize(map, pngHeader(bytes, map), { ...size, source: image }, size.orientation);
  return { counts: countLabels(decodeIndexedPng(bytes, map).data), palette: pngPalette(bytes, map) };
}
