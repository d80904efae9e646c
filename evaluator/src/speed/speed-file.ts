import { canonicalJson, parseSpeed, type SpeedMeasurement } from "../contract/index.ts";
import { writeFileAtomically } from "../files/atomic-file.ts";
import { contractError, listProblems, readJsonFile } from "../files/json-file.ts";

/** Writes a speed measurement whole or not at all, after checking it against the contract that the site checks. */
export async function writeSpeed(path: string, speed: SpeedMeasurement): Promise<void> {
  const parsed = parseSpeed(speed);
  if (!parsed.ok) {
    throw new Error(`the evaluator made an invalid speed measurement:\n${listProblems(parsed.problems)}`);
  }
  await writeFileAtomically(path, canonicalJson(parsed.speed));
}

/** @throws InputError listing every problem of a file that is no speed measurement. */
export async function readSpeed(path: string): Promise<SpeedMeasurement> {
  const parsed = parseSpeed(await readJsonFile(path, "a speed measurement"));
  if (!parsed.ok) throw contractError(path, "speed measurement", parsed.problems);
  return parsed.speed;
}
