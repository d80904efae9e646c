import { expect, test } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

const now = Date.parse("2026-11-26T12:00:00Z");

test.each([
  ["0", 0],
  [" 120 ", 120_000],
  ["Thu, 26 Nov 2026 12:00:10 GMT", 10_000],
  ["Thursday, 26-Nov-26 12:00:10 GMT", 10_000],
  ["Thu, 26 Nov 2026 11:00:00 GMT", 0],
  ["", null],
  ["-5", null],
  ["1.5", null],
  ["2e3", null],
  ["soon", null],
  ["99999999999", null],
])("%j is %s ms", (header, ms) => expect(retryAfterMs(header, now)).toBe(ms));

test("no header says nothing", () => expect(retryAfterMs(null, now)).toBeNull());
