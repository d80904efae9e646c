// The package as a library: `import { openBackbone } from "evaluator"`. Sources run as they are, as in bin/evaluator.mjs;
// they are loaded under a name of their own, so that nothing else of the program that imports them is touched.
import "h5wasm/node";
import { register } from "tsx/esm/api";

const { import: load } = register({ namespace: "evaluator" });

export const {
  atInputSide,
  drawFeaturePictures,
  extractFeatures,
  InputError,
  inputPixels,
  listManifests,
  openBackbone,
  parseDevice,
  predictImages,
  readManifest,
} = await load("./src/index.ts", import.meta.url);
