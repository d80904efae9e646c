/** Place of a value on the way from one end to another: 0 at the first, 1 at the second, whichever is larger. */
export const spanShare = (
  value: number,
  scale: "linear" | "log",
  [from, to]: readonly [number, number],
): number =>
  scale === "log" ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from || 1);

/** What lies beyond an end is at it. */
export const held = (share: number): number => Math.min(1, Math.max(0, share));
