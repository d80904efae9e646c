import type { OpenDatabase } from "../open/shared-database.ts";
import { type Entered, enterKept } from "./enter-kept.ts";
import { judgeSignatures } from "./judge-signatures.ts";
import { keptDocuments, keptResults, keptSpeeds } from "./kept-kinds.ts";
import type { Writing } from "./rows-then-files.ts";

/** Enters every kept file that has no rows. Bundles first: they say what the backbones are that speeds are of. */
export async function enterAllKept(into: Writing, open: OpenDatabase): Promise<Entered> {
  const parts = [await enterKept(into, open, keptResults), await enterKept(into, open, keptSpeeds)];
  const { problems } = await judgeSignatures(into.tx, open);
  for (const kind of ["artefacts", "output-sizes"] as const) {
    parts.push(await enterKept(into, open, keptDocuments(kind)));
  }
  return {
    files: parts.reduce((sum, { files }) => sum + files, 0),
    added: parts.reduce((sum, { added }) => sum + added, 0),
    problems: [...problems, ...parts.flatMap((part) => part.problems)],
  };
}
