import { type BundleProblem, problemsOf } from "./parse-bundle.ts";
import { type SpeedMeasurement, speedMeasurementSchema } from "./speed.ts";

export type ParsedSpeed =
  | { readonly ok: true; readonly speed: SpeedMeasurement }
  | { readonly ok: false; readonly problems: readonly BundleProblem[] };

/** Parses an untrusted speed measurement; lists every problem, not only the first. */
export function parseSpeed(value: unknown): ParsedSpeed {
  const parsed = speedMeasurementSchema.safeParse(value);
  if (parsed.success) return { ok: true, speed: parsed.data };
  return { ok: false, problems: problemsOf(parsed.error, "measurement") };
}
