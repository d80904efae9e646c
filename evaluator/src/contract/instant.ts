import { z } from "zod";

const earliest = "2000-01-01T00:00:00Z";

/** A moment as a measurement names it: one that every clock, language and database has, so neither year 0 nor a thousand digits. */
export const instantSchema = z.iso
  .datetime()
  .max(40)
  .refine((text) => Date.parse(text) >= Date.parse(earliest), { error: `expected a time after ${earliest}` });
