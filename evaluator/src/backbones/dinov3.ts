import { z } from "zod";
import {
  bareConvOptions,
  blockFields,
  finalNormOptions,
  layerScaleOptions,
  weightOptions,
} from "./options.ts";
import { dinov3RopeOptions } from "./rope.ts";

/** DINOv3's vision transformer: rotary positions on patch tokens in place of learned ones. `vit.ts` builds it. */
export const dinov3Options = z.strictObject({
  ...blockFields,
  patch_embed: bareConvOptions,
  class_token: z.boolean(),
  register_tokens: z.number().int().nonnegative(),
  pos_embed: z.null(),
  rope: dinov3RopeOptions,
  layer_scale: layerScaleOptions.nullable(),
  pre_norm: z.null(),
  final_norm: finalNormOptions,
  weights: weightOptions.prefault({}),
});
