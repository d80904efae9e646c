import { parseBundle, parseSpeed, type ResultBundle, type SpeedMeasurement } from "./contract/index.ts";
import { InputError } from "./input-error.ts";
import { contractError, readJsonFile } from "./json-file.ts";

/** What the site takes, each at a door of its own. */
export type Upload =
  | { readonly kind: "results"; readonly document: ResultBundle }
  | { readonly kind: "speed"; readonly document: SpeedMeasurement };

/**
 * A result bundle or a speed measurement, told apart by what only one of them has, whatever the file is called.
 *
 * @throws InputError for a file that is neither, or listing every problem of the one that it is.
 */
export async function readUpload(path: string): Promise<Upload> {
  const expected = "a result bundle or a speed measurement";
  const value = await readJsonFile(path, expected);
  if (has(value, "backboneMs")) {
    const parsed = parseSpeed(value);
    if (!parsed.ok) throw contractError(path, "speed measurement", parsed.problems);
    return { kind: "speed", document: parsed.speed };
  }
  if (has(value, "metrics")) {
    const parsed = parseBundle(value);
    if (!parsed.ok) throw contractError(path, "bundle", parsed.problems);
    return { kind: "results", document: parsed.bundle };
  }
  throw new InputError(
    `${path}: neither \`metrics\`, which a result bundle has, nor \`backboneMs\`, which a speed measurement has; expected ${expected}`,
  );
}

function has(value: unknown, field: string): boolean {
  return typeof value === "object" && value !== null && field in value;
}
