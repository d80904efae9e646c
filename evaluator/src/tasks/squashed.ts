import type { PreparationStep } from "../data/prepare.ts";
import type { Size } from "../protocol.ts";

/** The whole image squashed to `size`, antialiased bilinear (authors' released code for VOC). */
export function squashed([height, width]: Size): readonly PreparationStep[] {
  return [{ kind: "resize", height, width, kernel: "bilinear-antialias" }];
}
