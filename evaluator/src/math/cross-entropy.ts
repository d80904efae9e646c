/** One image's part of a cross-entropy that is pooled over a set: sum over valid pixels, in nats, and their number. */
export interface CrossEntropyPart {
  readonly sum: number;
  readonly validPixels: number;
}

/**
 * Softmax cross-entropy of one image. `logits`: `[C, H * W]`; `labels`: `[H * W]`; pixels labelled `ignoreLabel` are
 * dropped. The pooled value is total sum / total valid pixels, not a mean of means (our decision, PROTOCOL.md).
 */
export function crossEntropy(
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
  classCount: number,
  ignoreLabel: number,
): CrossEntropyPart {
  const pixelCount = labels.length;
  assertPlanes(logits, classCount, pixelCount);
  let sum = 0;
  let validPixels = 0;
  for (let pixel = 0; pixel < pixelCount; pixel++) {
    const label = labels[pixel];
    if (label === ignoreLabel) continue;
    if (!(label < classCount)) {
      throw new RangeError(`pixel ${pixel} has label ${label}; expected a class below ${classCount}`);
    }
    let largest = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classCount; c++) largest = Math.max(largest, logits[c * pixelCount + pixel]);
    let total = 0;
    for (let c = 0; c < classCount; c++) total += Math.exp(logits[c * pixelCount + pixel] - largest);
    sum += Math.log(total) + largest - logits[label * pixelCount + pixel];
    validPixels++;
  }
  return { sum, validPixels };
}

/** Class of the largest logit at each pixel, the lowest class on a tie. `logits`: `[C, H * W]` -> `[H * W]` */
export function argMaxClass(logits: ArrayLike<number>, classCount: number, pixelCount: number): Uint8Array {
  assertPlanes(logits, classCount, pixelCount);
  if (classCount > 256) throw new RangeError(`${classCount} classes; expected at most 256`);
  const classes = new Uint8Array(pixelCount);
  const largest = new Float64Array(pixelCount).fill(Number.NEGATIVE_INFINITY);
  for (let c = 0; c < classCount; c++) {
    const plane = c * pixelCount;
    for (let pixel = 0; pixel < pixelCount; pixel++) {
      if (logits[plane + pixel] > largest[pixel]) {
        largest[pixel] = logits[plane + pixel];
        classes[pixel] = c;
      }
    }
  }
  return classes;
}

function assertPlanes(logits: ArrayLike<number>, classCount: number, pixelCount: number): void {
  if (logits.length !== classCount * pixelCount) {
    throw new RangeError(
      `${logits.length} logits; expected ${classCount} classes x ${pixelCount} pixels = ${classCount * pixelCount}`,
    );
  }
}
