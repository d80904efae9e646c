/** The readouts that can be measured, by id: Table 5, the only-mask readout, and the baselines of Fig. 6. */
import { defaultBaselineDim, type ReadoutId } from "../contract/index.ts";
import { cnnChannelsOf, type GridSize, type ReadoutConfig } from "./config.ts";

export interface ReadoutTask {
  readonly readout: ReadoutId;
  readonly maskForm: "paper" | "released";
  readonly featureDim: number;
  readonly featureGrid: GridSize;
  readonly queryGrid: GridSize;
  readonly outputs: number;
  /** Centre of the output biases' initial distribution; 0 where left out. */
  readonly outputBias?: number;
  /** Where the task sets it (32 for COCO-Stuff); else the rule of `cnnChannelsOf`. */
  readonly cnnChannels?: number;
  /** Width of the baselines, which Fig. 6 varies; null or left out: 48. Ignored by the other readouts. */
  readonly baselineDim?: number | null;
}

const baseDim = 16;
const baseHeads = 8;

/** The configuration of one readout of a task. */
export function readoutConfig(task: ReadoutTask): ReadoutConfig {
  const { readout, featureDim, featureGrid, queryGrid, outputs, outputBias = 0 } = task;
  const common = { featureDim, featureGrid, queryGrid, outputs, outputBias };
  const dim = task.baselineDim ?? defaultBaselineDim;
  const channels = (width: number): number => task.cnnChannels ?? cnnChannelsOf(width, outputs);
  switch (readout) {
    case "bicubic":
      return { ...common, model: "bicubic", dim, padding: "zeros", cnnChannels: channels(dim) };
    case "transposed-convolution":
      return {
        ...common,
        model: "transposed-convolution",
        dim,
        resize: "bilinear",
        cnnChannels: channels(dim),
      };
    case "linear-featup":
      return { ...common, model: "linear", resize: "bilinear" };
    default: {
      const width = readout === "dim-8" ? 8 : readout === "dim-24" ? 24 : baseDim;
      return {
        ...common,
        model: "attentive",
        baseGrid: queryGrid,
        alignment: "corner",
        dim: width,
        heads: readout === "heads-4" ? 4 : baseHeads,
        mask: readout === "no-mask" ? "none" : task.maskForm,
        sigma: readout === "shared-sigma" ? "shared" : "per-head",
        scores: readout === "only-mask" ? "mask-only" : "queries-and-mask",
        feedForward: readout === "no-ffn" ? "linear" : "two-layer",
        upsampler: readout === "no-cnn" ? "bilinear" : "convolutional",
        cnnChannels: channels(width),
      };
    }
  }
}
