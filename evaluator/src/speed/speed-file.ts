import {
  canonicalJson,
  parseDocument,
  type SpeedMeasurement,
  speedMeasurementSchema,
} from "../contract/index.ts";
import { writeFileAtomically } from "../files/atomic-file.ts";
import { listProblems, readJsonFile, requireParsed } from "../files/json-file.ts";

/** Writes a speed measurement whole or not at all, after checking it against the contract that the site checks. */
export async function writeSpeed(path: string, speed: SpeedMeasurement): Promise<void> {
  const parsed = parseDocument(speedMeasurementSchema, speed);
  if (!parsed.ok) {
    throw new Error(`the evaluator made an invalid speed measurement:\n${listProblems(parsed.problems)}`);
  }
  await writeFileAtomically(path, canonicalJson(parsed.document));
}

/** @throws InputError listing every problem of a file that is no speed measurement. */
export async function readSpeed(path: string): Promise<SpeedMeasurement> {
  const value = await readJsonFile(path, "a speed measurement");
  return requireParsed(path, "speed measurement", parseDocument(speedMeasurementSchema, value));
}
