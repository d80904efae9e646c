/**
 * The evaluator as a library: features of any images, and what trained readouts make of them. Wrong input throws
 * `InputError`, whose message names the thing, what was found and what is expected.
 */

export { type Backbone, type OpenOptions, openBackbone } from "./backbones/backbone.ts";
export { atInputSide } from "./backbones/input-side.ts";
export { listManifests, readManifest } from "./backbones/manifest-file.ts";
export type { Manifest } from "./contract/index.ts";
export {
  type ExtractionOutcome,
  type ExtractionSettings,
  extractFeatures,
} from "./features/extract-features.ts";
export { drawFeaturePictures, type FeaturePictures } from "./features/feature-pictures.ts";
export { inputPixels } from "./features/input-pixels.ts";
export { InputError } from "./files/input-error.ts";
export { type Device, parseDevice } from "./onnx/index.ts";
export { type PredictionOutcome, type PredictionSettings, predictImages } from "./predict/predict-images.ts";
