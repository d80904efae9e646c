import { z } from "zod";
import { nameSchema, sha256, slug } from "#contract";
import { decisionActions } from "../derive/standing.ts";
import { canonicalHash } from "./canonical-hash.ts";
import type { FileStore } from "./file-store.ts";
import { damaged, type FileProblem, readKept } from "./kept-json.ts";

const mostReasonCharacters = 1_000;

export const reasonSchema = nameSchema.pipe(z.string().max(mostReasonCharacters));

/** A decision as it is kept: with these files, what was withdrawn stays so when the database is lost. */
const keptDecisionSchema = z.strictObject({
  /** SHA-256 of the canonical decision without its number. */
  id: sha256,
  sequence: z.int().positive(),
  action: z.enum(decisionActions),
  subject: z.union([sha256, slug]),
  reason: reasonSchema,
  decidedBy: z.string(),
  decidedAt: z.iso.datetime(),
});
export type KeptDecision = z.infer<typeof keptDecisionSchema>;

type DecisionContent = Omit<KeptDecision, "id" | "sequence">;

export const decisionId = ({ action, subject, reason, decidedBy, decidedAt }: DecisionContent): string =>
  canonicalHash({ action, subject, reason, decidedBy, decidedAt });

export const decisionFolder = "decisions";
const maxBytes = 20_000;

export const decisionFile = (id: string) => `${decisionFolder}/${sha256.parse(id)}.json`;

/** Every kept decision, in their order, and what is damaged. */
export async function listKeptDecisions(
  files: FileStore,
): Promise<{ readonly decisions: readonly KeptDecision[]; readonly problems: readonly FileProblem[] }> {
  const decisions: KeptDecision[] = [];
  const problems: FileProblem[] = [];
  for (const name of (await files.list(decisionFolder)).map((one) => `${decisionFolder}/${one}`)) {
    const read = await readKept(files, name, keptDecisionSchema, maxBytes);
    if (!read.ok) {
      problems.push(read.problem);
      continue;
    }
    const found = decisionId(read.value);
    if (decisionFile(found) === name && read.value.id === found) decisions.push(read.value);
    else problems.push(damaged(name, `is decision ${found} by what it says`));
  }
  return { decisions: decisions.sort((a, b) => a.sequence - b.sequence), problems };
}
