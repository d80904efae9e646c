import { type PrincipalComponents, principalComponents, project } from "../math/pca.ts";

/** Vectors to colours: three principal components, each stretched over the range that the fitted vectors have. */
export interface ComponentColours {
  /** Share of the variance in red, green and blue. */
  readonly variance: readonly number[];
  /** `[N, D]` -> `[N, 3]`, 0 to 1 for the fitted vectors. */
  colour(vectors: ArrayLike<number>): Float64Array;
}

/** Most vectors that a fit looks at; more are thinned out evenly. */
const mostVectors = 20_000;

/** Fits on the vectors `[N, D]` of all pictures together, so that a colour means the same in each (Fig. 10). */
export function fitComponentColours(vectors: Float32Array, dimension: number): ComponentColours {
  const pca = principalComponents(thinned(vectors, dimension), dimension, 3);
  const ranges = rangesOf(project(vectors, pca));
  return {
    variance: Array.from(pca.explainedVarianceRatio),
    colour: (some) => stretched(project(some, pca), ranges),
  };
}

function thinned(vectors: Float32Array, dimension: number): Float32Array {
  const count = vectors.length / dimension;
  const stride = Math.ceil(count / mostVectors);
  if (stride === 1) return vectors;
  const kept = new Float32Array(Math.ceil(count / stride) * dimension);
  for (let row = 0; row * stride < count; row++) {
    const from = row * stride * dimension;
    kept.set(vectors.subarray(from, from + dimension), row * dimension);
  }
  return kept;
}

type Ranges = readonly (readonly [low: number, high: number])[];

function rangesOf(scores: PrincipalComponents["mean"]): Ranges {
  return [0, 1, 2].map((component) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let at = component; at < scores.length; at += 3) {
      low = Math.min(low, scores[at]);
      high = Math.max(high, scores[at]);
    }
    return [low, high] as const;
  });
}

function stretched(scores: Float64Array, ranges: Ranges): Float64Array {
  return scores.map((score, at) => {
    const [low, high] = ranges[at % 3];
    return high === low ? 0 : (score - low) / (high - low);
  });
}

/** `[D, N]` -> `[N, D]` */
export function pixelVectors(channels: Float32Array, dimension: number): Float32Array {
  const count = channels.length / dimension;
  const vectors = new Float32Array(channels.length);
  for (let d = 0; d < dimension; d++) {
    for (let pixel = 0; pixel < count; pixel++) vectors[pixel * dimension + d] = channels[d * count + pixel];
  }
  return vectors;
}
