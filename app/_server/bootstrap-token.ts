import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { OpenDatabase } from "#db/open/shared-database.ts";
import { createToken, listTokens } from "#db/write/tokens.ts";
import { parseToken } from "#db/write/upload-token.ts";

/** The token id in the file; null: no such file. A file that holds anything else is somebody's, and refused. */
function idInFile(file: string): string | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const token = parseToken(text.trim());
  if (!token) throw new Error(`${file} holds no upload token; expected "dap_..." or no file at all`);
  return token.id;
}

/**
 * Writes a fresh token, a maintainer's, to a file only its owner can read, unless the file holds one that this database issued:
 * also a revoked one, which must not come back by itself. Returns whether it wrote.
 */
export async function writeBootstrapToken(open: OpenDatabase, file: string): Promise<boolean> {
  const id = idInFile(file);
  if (id !== null && (await listTokens(open.db)).some((token) => token.id === id)) return false;
  const token = await createToken(open, {
    ...{ holder: "operator", label: "bootstrap", scopes: ["maintain"], expiresAt: null },
  });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  return true;
}
