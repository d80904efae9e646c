import { InputError } from "../files/input-error.ts";

export interface HeldOut {
  readonly train: readonly string[];
  readonly validation: readonly string[];
}

function requireTwo(ids: readonly string[], source: string): void {
  if (ids.length < 2) {
    throw new InputError(
      `${source}: ${ids.length} training images; expected at least 2, one of them for validation`,
    );
  }
}

/**
 * Every tenth image (the 10th, 20th, ...) validates, the others train: 1,318 and 146 of VOC's 1,464. With fewer than
 * ten images the last one validates. Our decision, PROTOCOL.md.
 */
export function holdOutEveryTenth(ids: readonly string[], source: string): HeldOut {
  requireTwo(ids, source);
  if (ids.length < 10) return { train: ids.slice(0, -1), validation: ids.slice(-1) };
  return {
    train: ids.filter((_, index) => index % 10 !== 9),
    validation: ids.filter((_, index) => index % 10 === 9),
  };
}

/** The first `trainShare` of the images train, the rest validates; at least one on either side. */
export function holdOutTail(ids: readonly string[], trainShare: number, source: string): HeldOut {
  requireTwo(ids, source);
  const count = Math.min(Math.max(Math.floor(ids.length * trainShare), 1), ids.length - 1);
  return { train: ids.slice(0, count), validation: ids.slice(count) };
}
