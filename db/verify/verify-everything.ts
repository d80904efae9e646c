import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { listSetAside, type SetAside } from "../store/quarantine.ts";
import { keptDocuments, keptResults, keptSpeeds } from "../write/kept-kinds.ts";
import { strays } from "../write/recover.ts";
import { rowsThenFilesAlone } from "../write/rows-then-files.ts";
import { type AuditHead, verifyAudit } from "./audit-chain.ts";
import type { Difference, Verified } from "./difference.ts";
import { verifyPictures } from "./verify-pictures.ts";
import { verifyShelf } from "./verify-shelf.ts";
import { verifySignatures } from "./verify-signatures.ts";
import { verifySnapshots } from "./verify-snapshots.ts";
import { verifyStandings } from "./verify-standings.ts";
import { verifyDecisions, verifyTokens } from "./verify-tokens.ts";

export interface Verification {
  /** Files that were read, by what they are. */
  readonly files: Readonly<Record<string, number>>;
  readonly auditHead: AuditHead | null;
  readonly differences: readonly Difference[];
  /** Not a difference: what starts have moved out of the way, with reasons. */
  readonly setAside: readonly SetAside[];
}

async function look(db: Database, { files, maintainers }: OpenDatabase): Promise<Verification> {
  const open = { db, files };
  const audit = await verifyAudit(open);
  const parts: Readonly<Record<string, Verified>> = {
    results: await verifyShelf(open, keptResults),
    signatures: await verifySignatures({ ...open, maintainers }),
    speeds: await verifyShelf(open, keptSpeeds),
    artefacts: await verifyShelf(open, keptDocuments("artefacts")),
    outputSizes: await verifyShelf(open, keptDocuments("output-sizes")),
    pictures: await verifyPictures(open),
    snapshots: await verifySnapshots(open),
    tokens: await verifyTokens(open),
    decisions: await verifyDecisions(open),
    audit: {
      files: audit.entries,
      differences: audit.problems.map((difference) => ({ subject: "audit log", difference })),
    },
  };
  const standings = await verifyStandings(open);
  const stray = (await strays(files)).map(({ file, reason }) => ({ subject: file, difference: reason }));
  return {
    files: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.files])),
    auditHead: audit.head,
    differences: [...Object.values(parts).flatMap(({ differences }) => differences), ...standings, ...stray],
    setAside: await listSetAside(files),
  };
}

/**
 * All files against their names, hashes and rows, and all rows against their files. While others write, differences come
 * and go: what was found is looked for once more while nobody does.
 */
export async function verifyEverything(open: OpenDatabase): Promise<Verification> {
  const found = await look(open.db, open);
  if (found.differences.length === 0) return found;
  return rowsThenFilesAlone(open, ({ tx }) => look(tx, open));
}
