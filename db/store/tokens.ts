import { z } from "zod";
import { slug } from "#contract";
import type { FileStore } from "./file-store.ts";
import { damaged, type FileProblem, readKept } from "./kept-json.ts";

/** What a token may do. */
export const tokenScopes = ["submit", "speed", "pictures", "maintain"] as const;
export type TokenScope = (typeof tokenScopes)[number];

const tokenIdPattern = /^[0-9a-z]{10}$/;

/** A token as it is kept: everything but its secret. With these files no token is lost with the database. */
const keptTokenSchema = z.strictObject({
  id: z.string().regex(tokenIdPattern),
  holder: slug,
  label: z.string(),
  secretSha256: z.string().regex(/^[0-9a-f]{64}$/),
  scopes: z.array(z.enum(tokenScopes)),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
});
export type KeptToken = z.infer<typeof keptTokenSchema>;

export const tokenFolder = "tokens";
const maxBytes = 10_000;

export const tokenFile = (id: string) => `${tokenFolder}/${z.string().regex(tokenIdPattern).parse(id)}.json`;

/** Every kept token, by id, and what is damaged. */
export async function listKeptTokens(
  files: FileStore,
): Promise<{ readonly tokens: readonly KeptToken[]; readonly problems: readonly FileProblem[] }> {
  const tokens: KeptToken[] = [];
  const problems: FileProblem[] = [];
  for (const name of (await files.list(tokenFolder)).map((one) => `${tokenFolder}/${one}`)) {
    const read = await readKept(files, name, keptTokenSchema, maxBytes);
    if (!read.ok) problems.push(read.problem);
    else if (tokenFile(read.value.id) !== name) problems.push(damaged(name, `is token ${read.value.id}`));
    else tokens.push(read.value);
  }
  return { tokens, problems };
}
