/** What a readout is made of: the choices of the paper's section 3, Table 5 and Fig. 6, as data. */

/** Rows and columns. */
export type GridSize = readonly [number, number];

/** The locality mask exp(-r^2/2s^2) as printed (Eq. 2), exp(-r^4/2s^2) as in the authors' released code, or none. */
export type MaskForm = "paper" | "released" | "none";

/**
 * Where queries of another grid than in training lie (Fig. 7): "corner" keeps the outermost queries on the corners of
 * the training grid, "centre" keeps the pixels' centres.
 */
export type QueryAlignment = "corner" | "centre";

export type Interpolation = "bilinear" | "nearest";

interface CommonConfig {
  /** D': channels of the backbone's features. */
  readonly featureDim: number;
  readonly featureGrid: GridSize;
  /** Queries; the output is 8 times as large. */
  readonly queryGrid: GridSize;
  /** n: output channels. */
  readonly outputs: number;
  /** Centre of the initial distribution of the output biases: 1 for depth (authors' released code), else 0. */
  readonly outputBias: number;
}

/** Dense attentive probing itself (paper, section 3). */
export interface AttentiveConfig extends CommonConfig {
  readonly model: "attentive";
  /** Query grid in training: the unit of positions. */
  readonly baseGrid: GridSize;
  readonly alignment: QueryAlignment;
  /** D: channels of keys and tokens. */
  readonly dim: number;
  readonly heads: number;
  readonly mask: MaskForm;
  readonly sigma: "per-head" | "shared";
  /** "mask-only": queries and keys are ignored, the mask alone decides (paper, section 4.4). */
  readonly scores: "queries-and-mask" | "mask-only";
  readonly feedForward: "two-layer" | "linear";
  readonly upsampler: "convolutional" | "bilinear";
  /** c: channels of the upsampling CNN. */
  readonly cnnChannels: number;
}

/** Features interpolated to the query grid instead of attended to (Fig. 6). */
export interface BicubicConfig extends CommonConfig {
  readonly model: "bicubic";
  readonly dim: number;
  /** Taps outside the features: zero, or the border repeated. */
  readonly padding: "zeros" | "border";
  readonly cnnChannels: number;
}

/** One transposed convolution instead of the attention (Fig. 6). */
export interface TransposedConvolutionConfig extends CommonConfig {
  readonly model: "transposed-convolution";
  readonly dim: number;
  readonly resize: Interpolation;
  readonly cnnChannels: number;
}

/** One linear layer on features that were enlarged beforehand (Fig. 6, FeatUp). */
export interface LinearConfig extends CommonConfig {
  readonly model: "linear";
  readonly resize: Interpolation;
}

export type ReadoutConfig = AttentiveConfig | BicubicConfig | TransposedConvolutionConfig | LinearConfig;

/** Rows and columns of the output, pixels. */
export function outputSize({ queryGrid }: ReadoutConfig): GridSize {
  return [8 * queryGrid[0], 8 * queryGrid[1]];
}

/** c = max(floor(D/4), floor(n/2)): reproduces all printed sizes, unlike the paper's max(D/4, n) (PROTOCOL.md). */
export function cnnChannelsOf(dim: number, outputs: number): number {
  return Math.max(Math.floor(dim / 4), Math.floor(outputs / 2));
}

/** Phases in which a readout makes its image (see upsampler.ts): 4 where it ends in an upsampler, else 1. */
export function phasesOf(config: ReadoutConfig): 1 | 4 {
  return config.model === "attentive" || config.model === "bicubic" ? 4 : 1;
}

/** `[phases, rows, columns]` of one channel of that image. */
export function phasedSize(config: ReadoutConfig): readonly [number, number, number] {
  const [rows, columns] = outputSize(config);
  return phasesOf(config) === 4 ? [4, rows / 2, columns / 2] : [1, rows, columns];
}
