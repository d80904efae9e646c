import { eq } from "drizzle-orm";
import { type CheckedFacts, checkedFacts } from "../derive/door/checked-facts.ts";
import type { KnownImages } from "../derive/door/door-facts.ts";
import type { Database } from "../open/shared-database.ts";
import { backbones, type results } from "../schema.ts";
import { knownId, type OfficialImages, referenceOf } from "./door-facts.ts";
import { taskOf } from "./metric-rows.ts";

/** What stands behind each of a backbone's results, by id; none of the paper's. */
export async function checksOf(
  db: Database,
  backboneId: string,
  rows: readonly (typeof results.$inferSelect)[],
): Promise<Map<string, CheckedFacts>> {
  const [stored] = await db.select().from(backbones).where(eq(backbones.id, backboneId));
  const known = { manifest: stored?.manifest ?? null, id: await knownId(db, backboneId) };
  /** One look for all seeds and variants. */
  const references = new Map<string, Promise<KnownImages["reference"]>>();
  const referenceFor = (images: OfficialImages) => {
    const key = Object.values(images).join(" ");
    const reference = references.get(key) ?? referenceOf(db, images);
    references.set(key, reference);
    return reference;
  };
  const checks = new Map<string, CheckedFacts>();
  for (const { id, source, task, details } of rows) {
    const { provenance } = details;
    if (provenance === null) continue;
    const { distribution, datasetId, protocolVersion, datasetFingerprint, weightsSha256 } = provenance;
    const reference =
      distribution === "official"
        ? await referenceFor({ task: taskOf(task), datasetId, protocolVersion })
        : null;
    checks.set(
      id,
      checkedFacts(
        { source, distribution, fingerprint: datasetFingerprint, weightsSha256 },
        { ...known, reference },
      ),
    );
  }
  return checks;
}
