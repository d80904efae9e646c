import { expect, test } from "vitest";
import { instantSchema } from "./instant.ts";

test.each([
  "2026-11-20T10:00:00.000Z",
  "2026-11-20T10:00:00Z",
  "2024-02-29T23:59:59.123456789Z",
  "9999-12-31T23:59:59Z",
])("takes %s", (text) => expect(instantSchema.safeParse(text).success).toBe(true));

test.each([
  "0000-01-01T00:00:00Z",
  "0001-01-01T00:00:00Z",
  "1999-12-31T23:59:59Z",
  "+020000-01-01T00:00:00Z",
  "-000001-01-01T00:00:00Z",
  "20000-01-01T00:00:00Z",
  "2026-02-30T00:00:00Z",
  "2026-01-01T24:00:00Z",
  "2026-01-01T00:00:00",
  `2026-01-01T00:00:00.${"0".repeat(9_000)}Z`,
  "",
])("refuses %s", (text) => expect(instantSchema.safeParse(text).success).toBe(false));
