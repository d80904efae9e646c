import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Database } from "#db/shared-database.ts";
import { createToken } from "#db/tokens.ts";

/** Writes a fresh upload token to a file only its owner can read, unless the file exists. Returns whether it did. */
export async function writeBootstrapToken(db: Database, file: string): Promise<boolean> {
  if (existsSync(file)) return false;
  const token = await createToken(db, { label: "bootstrap", scopes: ["results:write"], expiresAt: null });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${token}\n`, { flag: "wx", mode: 0o600 });
  return true;
}
