import { z } from "zod";
import { slug } from "#contract";
import type { FileStore } from "./file-store.ts";

/** What a token may do. */
export const tokenScopes = ["submit", "speed", "pictures", "maintain"] as const;
export type TokenScope = (typeof tokenScopes)[number];

export const tokenIdPattern = /^[0-9a-z]{10}$/;

/** A token as it is kept: everything but its secret. With these files no token is lost with the database. */
export const keptTokenSchema = z.strictObject({
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

const folder = "tokens";

export const tokenFile = (id: string) => `${folder}/${z.string().regex(tokenIdPattern).parse(id)}.json`;

/** Every kept token, by id. Throws at a damaged file, naming it. */
export async function listKeptTokens(files: FileStore): Promise<KeptToken[]> {
  const names = (await files.list(folder)).filter((name) => name.endsWith(".json"));
  return Promise.all(
    names.map(async (name) => {
      const parsed = keptTokenSchema.safeParse(await readJson(files, `${folder}/${name}`));
      if (parsed.success) return parsed.data;
      throw new Error(`${folder}/${name} in ${files.place} is damaged; expected a token as it was kept`);
    }),
  );
}

async function readJson(files: FileStore, name: string): Promise<unknown> {
  try {
    return JSON.parse((await files.read(name))?.toString("utf8") ?? "null");
  } catch {
    return null;
  }
}
