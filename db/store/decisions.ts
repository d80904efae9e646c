import { z } from "zod";
import { nameSchema, sha256, slug } from "#contract";
import { decisionActions } from "../derive/standing.ts";
import type { FileStore } from "./file-store.ts";

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

const folder = "decisions";

export const decisionFile = (id: string) => `${folder}/${sha256.parse(id)}.json`;

/** Every kept decision, in their order. Throws at a damaged file, naming it. */
export async function listKeptDecisions(files: FileStore): Promise<KeptDecision[]> {
  const names = (await files.list(folder)).filter((name) => name.endsWith(".json"));
  const kept: KeptDecision[] = [];
  for (const name of names) {
    const text = (await files.read(`${folder}/${name}`))?.toString("utf8") ?? "";
    const parsed = keptDecisionSchema.safeParse(jsonOf(text));
    if (!parsed.success) {
      throw new Error(`${folder}/${name} in ${files.place} is damaged; expected a decision as it was kept`);
    }
    kept.push(parsed.data);
  }
  return kept.sort((a, b) => a.sequence - b.sequence);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
