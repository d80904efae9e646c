import type { GridSize } from "./boundary-target.ts";
import type { CornerBox } from "./box.ts";
import { suppressNonMaxima } from "./suppression.ts";

export interface CenterDecodeOptions {
  /** Peaks must score above this: 0.01. */
  readonly minScore: number;
  /** Boxes that overlap a better one by more than this go: 0.5. */
  readonly suppressionIou: number;
  /** At most so many boxes: 100. */
  readonly topK: number;
}

/** The protocol's settings (authors' released code; PROTOCOL.md). */
export const protocolCenterDecode: CenterDecodeOptions = { minScore: 0.01, suppressionIou: 0.5, topK: 100 };

export interface DecodedCenters {
  readonly peakCount: number;
  /** By falling score, in pixels of the map. */
  readonly boxes: readonly CornerBox[];
  /** [column, row] of each box's peak. */
  readonly peaks: readonly (readonly [number, number])[];
  readonly scores: readonly number[];
}

/**
 * Boxes from a heat map of logits `[H, W]` and a size map `[2, H, W]` (width and height as shares of the map's side).
 * A peak's probability is at least that of every neighbour in its 3 x 3 window. The box is centred on the peak's
 * column and row and clamped to the map.
 */
export function decodeCenters(
  heatmapLogits: ArrayLike<number>,
  sizes: ArrayLike<number>,
  { height, width }: GridSize,
  options: CenterDecodeOptions,
): DecodedCenters {
  const area = height * width;
  if (heatmapLogits.length !== area || sizes.length !== 2 * area) {
    throw new RangeError(
      `${heatmapLogits.length} heat map and ${sizes.length} size values; expected ${area} and ${2 * area}`,
    );
  }
  const scores = Float64Array.from(heatmapLogits, (logit) => 1 / (1 + Math.exp(-logit)));
  const peaks = findPeaks(scores, { height, width }, options.minScore);
  const boxes = peaks.map((peak): CornerBox => {
    const column = peak % width;
    const row = Math.floor(peak / width);
    const halfWidth = (sizes[peak] * width) / 2;
    const halfHeight = (sizes[area + peak] * height) / 2;
    return [
      clamp(column - halfWidth, width),
      clamp(row - halfHeight, height),
      clamp(column + halfWidth, width),
      clamp(row + halfHeight, height),
    ];
  });
  const peakScores = peaks.map((peak) => scores[peak]);
  const { suppressionIou: iouLimit, topK: atMost } = options;
  const chosen = suppressNonMaxima(boxes, peakScores, { iouLimit, atMost });
  return {
    peakCount: peaks.length,
    boxes: chosen.map((index) => boxes[index]),
    peaks: chosen.map((index) => [peaks[index] % width, Math.floor(peaks[index] / width)] as const),
    scores: chosen.map((index) => peakScores[index]),
  };
}

function findPeaks(scores: Float64Array, { height, width }: GridSize, minScore: number): number[] {
  const peaks: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const score = scores[y * width + x];
      if (!(score > minScore)) continue;
      let isPeak = true;
      for (let v = Math.max(y - 1, 0); v <= Math.min(y + 1, height - 1); v++) {
        for (let u = Math.max(x - 1, 0); u <= Math.min(x + 1, width - 1); u++) {
          isPeak &&= score >= scores[v * width + u];
        }
      }
      if (isPeak) peaks.push(y * width + x);
    }
  }
  return peaks;
}

function clamp(value: number, side: number): number {
  return Math.min(Math.max(value, 0), side);
}
