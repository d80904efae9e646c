/**
 * When a site says to come back (RFC 9110, 10.2.3): a number of seconds, or a date.
 *
 * @returns milliseconds from `nowMs` on, 0 for a date that has passed; null where nothing, or nothing readable, was said
 */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  const text = header?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return 1000 * Number(text);
  // A date has a weekday first; other texts that Date.parse would take ("-5", "2e3") are not what the field allows.
  const date = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}
