import { z } from "zod";
import { slug } from "#contract";
import type { FileStore } from "./file-store.ts";
import { inTurn } from "./in-turn.ts";
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
const tokenMaxBytes = 10_000;

export const tokenFile = (id: string) => `${tokenFolder}/${z.string().regex(tokenIdPattern).parse(id)}.json`;

/** Every kept token, by id, and files that are none. */
export async function listKeptTokens(
  files: FileStore,
): Promise<{ readonly tokens: readonly KeptToken[]; readonly problems: readonly FileProblem[] }> {
  const names = (await files.list(tokenFolder)).map((name) => `${tokenFolder}/${name}`);
  const read = await inTurn(names, async (name) => {
    const token = await readKept(files, name, keptTokenSchema, tokenMaxBytes);
    if (!token.ok || tokenFile(token.value.id) === name) return token;
    return { ok: false, problem: damaged(name, `is token ${token.value.id}`) } as const;
  });
  return {
    tokens: read.flatMap((one) => (one.ok ? [one.value] : [])),
    problems: read.flatMap((one) => (one.ok ? [] : [one.problem])),
  };
}
