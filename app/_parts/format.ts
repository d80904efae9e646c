/** Numbers and dates as text; the same on server and browser, so no locale or time zone of the machine. */

export { list } from "#db/derive/list-words.ts";
export { sentence } from "#db/derive/sentence.ts";

/** "23 Nov 2026, 02:15 UTC" of an ISO date-time. */
export function dateTime(iso: string): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: "UTC",
  });
  return `${format.format(new Date(iso))} UTC`;
}

/** "42 s", "3 min 5 s", "2 h 10 min". */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}

/** "812 MB", "1.4 GB"; decimal units. */
export function bytes(count: number): string {
  if (count < 1e9) return `${Math.round(count / 1e6)} MB`;
  return `${(count / 1e9).toFixed(1)} GB`;
}

/** "14 x 14 x 768" with real multiplication signs. */
export function featureVolume(grid: readonly [number, number], dim: number): string {
  return `${grid[0]} × ${grid[1]} × ${dim}`;
}
