import { canonicalJson } from "#contract";
import { groupBy } from "../derive/group-by.ts";
import type { OpenDatabase } from "../open/shared-database.ts";
import { attestations, results } from "../schema.ts";
import { checkEnvelope } from "../store/attestation.ts";
import { envelopeFile, listEnvelopes } from "../store/bundles.ts";
import type { Difference, Verified } from "./difference.ts";

/** Every signature's row against the files, and every file whose signature counts by the keys of now against the rows. */
export async function verifySignatures({
  db,
  files,
  maintainers,
}: Pick<OpenDatabase, "db" | "files" | "maintainers">): Promise<Verified> {
  const { kept, problems } = await listEnvelopes(files);
  const differences: Difference[] = problems.map(({ file, reason }) => ({
    subject: file,
    difference: reason,
  }));
  const told = new Set(problems.map(({ file }) => file));
  const rows = await db.select().from(attestations);
  // Not by name: a key may have had another one when its signature was kept.
  const filed = groupBy(kept, ({ envelope }) => canonicalJson(envelope));
  for (const { resultId, signedBy, envelope, receivedAt } of rows) {
    const subject = envelopeFile(resultId, signedBy);
    const same = filed.get(canonicalJson(envelope)) ?? [];
    if (same.length === 0 && !told.has(subject)) {
      differences.push({ subject, difference: "is not there as its row has it" });
    }
    const wrong = same.find((one) => one.receivedAt !== null && Date.parse(one.receivedAt) !== +receivedAt);
    if (wrong) {
      const difference = `receivedAt is ${wrong.receivedAt}; the row has ${receivedAt.toISOString()}`;
      differences.push({ subject: wrong.file, difference });
    }
  }
  const keys = maintainers.read();
  const known = new Set((await db.select({ id: results.id }).from(results)).map(({ id }) => id));
  const stored = new Set(rows.map(({ resultId, signedBy }) => envelopeFile(resultId, signedBy)));
  for (const { file, envelope, receivedAt } of kept) {
    const checked = checkEnvelope(envelope, keys, receivedAt);
    if (!checked.ok || !known.has(checked.resultId)) continue;
    if (!stored.has(envelopeFile(checked.resultId, checked.signedBy))) {
      differences.push({ subject: file, difference: "counts, and has no row" });
    }
  }
  return { files: kept.length, differences };
}
