import type { Problem } from "./parse-document.ts";

export interface Range {
  readonly least: number;
  readonly most: number;
}

export const exactly = (value: number): Range => ({ least: value, most: value });

const grouped = (value: number) => value.toLocaleString("en");

/** A count outside of what it may be. `why`: "as a full training of task voc2012 has". */
export function outsideRange(path: string, value: number, { least, most }: Range, why: string): Problem[] {
  if (value >= least && value <= most) return [];
  const expected = least === most ? grouped(least) : `${grouped(least)} to ${grouped(most)}`;
  return [{ path, message: `is ${grouped(value)}; expected ${expected}, ${why}` }];
}
