import type { ReadoutId } from "#contract";
import { sentence } from "../sentence.ts";
import { defaultLearningRate, type Setting } from "./setting.ts";

/** What readouts are called where people read; the base has 16 dimensions and 8 heads. */
const readoutWords: Readonly<Record<ReadoutId, string>> = {
  base: "default readout",
  "dim-8": "8 dimensions",
  "dim-24": "24 dimensions",
  "heads-4": "4 heads",
  "no-mask": "no mask",
  "shared-sigma": "one σ for all heads",
  "no-ffn": "no feed-forward network",
  "no-cnn": "no CNN",
  "only-mask": "mask alone",
  bicubic: "bicubic interpolation",
  "transposed-convolution": "transposed convolution",
  "linear-featup": "linear on FeatUp",
};

/** How a setting differs from the protocol's own, in words: "8 dimensions"; empty for the protocol's own. */
export function variantWords(setting: Setting): string[] {
  const { readout, maskForm, inputResize, resolution, learningRate, baselineDim, precision } = setting;
  return [
    ...(readout === "base" ? [] : [readoutWords[readout]]),
    ...(baselineDim === undefined ? [] : [`${baselineDim} dimensions`]),
    ...(maskForm === "released" ? ["mask form of the released code"] : []),
    ...(inputResize === "nearest" ? ["input resized by nearest neighbour"] : []),
    ...(resolution === "higher" ? ["higher input resolution"] : []),
    ...(learningRate === null || learningRate === defaultLearningRate
      ? []
      : [`learning rate ${learningRate}`]),
    ...(precision === undefined ? [] : [precision]),
  ];
}

/** The variant as a row's heading: "Bicubic interpolation, 24 dimensions". */
export function variantLabel(setting: Setting): string {
  return sentence(variantWords(setting).join(", ") || readoutWords.base);
}
