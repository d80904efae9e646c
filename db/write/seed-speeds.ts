import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseDocument, speedMeasurementSchema } from "#contract";
import { shippedBy } from "../derive/holder.ts";
import type { OpenDatabase } from "../open/shared-database.ts";
import { insertSpeed } from "./insert-speed.ts";

/** Measurements as `evaluator speed` wrote them, taken with random weights; README.md there says on what and how. */
const shipped = fileURLToPath(new URL("../own-speeds/", import.meta.url));

/**
 * Enters the speed measurements that come with the site and are not there yet, as an upload would. One that does not fit
 * what has been uploaded of its backbone is left out. Returns how many were new.
 */
export async function seedSpeeds(open: OpenDatabase, folder = shipped): Promise<number> {
  let added = 0;
  for (const name of (await readdir(folder)).filter((file) => file.endsWith(".json")).sort()) {
    const value: unknown = JSON.parse(await readFile(`${folder}/${name}`, "utf8"));
    const parsed = parseDocument(speedMeasurementSchema, value);
    if (!parsed.ok) {
      const problems = parsed.problems.map(({ path, message }) => `${path}: ${message}`);
      throw new Error(`${folder}/${name} is no speed measurement: ${problems.join("; ")}`);
    }
    const receivedAt = parsed.document.measuredAt;
    const receipt = { receivedAt, uploadedBy: shippedBy, holder: null, role: "maintainer" } as const;
    const outcome = await insertSpeed(open, value, receipt);
    if (outcome.status === "created") added += 1;
  }
  return added;
}
