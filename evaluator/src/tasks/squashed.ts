import type { RgbImage } from "../data/dataset.ts";
import { channelsFromRgb } from "../data/image.ts";
import { resizeChannels } from "../data/resize.ts";
import type { Size } from "../protocol.ts";

/** The whole image squashed to `size`, antialiased bilinear (authors' released code for VOC). `[3, rows, columns]`, 0 to 1 */
export function squashed(image: RgbImage, [rows, columns]: Size): Float32Array {
  const channels = channelsFromRgb(image);
  return resizeChannels(channels, 3, image.height, image.width, rows, columns, "bilinear-antialias");
}
