import { and, asc, eq, getTableColumns, isNull, lt, sql } from "drizzle-orm";
import type { Sender } from "../derive/door/door-facts.ts";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { rateLimits, uploadTokens } from "../schema.ts";
import type { FileProblem } from "../store/kept-json.ts";
import { type KeptToken, listKeptTokens, type TokenScope, tokenFile } from "../store/tokens.ts";
import { appendAudit } from "./append-audit.ts";
import { rowsThenFiles, type Writing } from "./rows-then-files.ts";
import { banOf } from "./standing.ts";
import { drawToken, formatToken, hashSecret, parseToken, secretMatches } from "./upload-token.ts";

export interface NewToken {
  /** A person or group, by a slug. */
  readonly holder: string;
  /** What tells it from the holder's others: "laptop". */
  readonly label: string;
  readonly scopes: readonly TokenScope[];
  /** null: never. */
  readonly expiresAt: Date | null;
  /** Who makes it; the operator where nothing is said. */
  readonly by?: string;
}

type TokenRow = typeof uploadTokens.$inferSelect;

export const keptForm = ({ createdAt, expiresAt, revokedAt, scopes, ...row }: TokenRow): KeptToken => ({
  ...row,
  scopes: scopes as TokenScope[],
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt?.toISOString() ?? null,
  revokedAt: revokedAt?.toISOString() ?? null,
});

const rowForm = ({ createdAt, expiresAt, revokedAt, ...kept }: KeptToken): TokenRow => ({
  ...kept,
  createdAt: new Date(createdAt),
  expiresAt: expiresAt === null ? null : new Date(expiresAt),
  revokedAt: revokedAt === null ? null : new Date(revokedAt),
});

/** Has a token's file say what its row says. */
const keepRow = ({ keep }: Writing, row: TokenRow) => keep(tokenFile(row.id), JSON.stringify(keptForm(row)));

/** Stores a fresh token's hash, as a row and as a file; the returned text is the only copy of the secret. */
export async function createToken(open: OpenDatabase, token: NewToken): Promise<string> {
  const { holder, label, scopes, expiresAt, by = "operator" } = token;
  const drawn = drawToken();
  const createdAt = new Date();
  const row: TokenRow = {
    ...{ id: drawn.id, holder, label, secretSha256: hashSecret(drawn.secret), scopes: [...scopes] },
    ...{ createdAt, expiresAt, revokedAt: null },
  };
  await rowsThenFiles(open, async (into) => {
    await into.tx.insert(uploadTokens).values(row);
    keepRow(into, row);
    await appendAudit(into, {
      ...{ at: createdAt, actor: by, action: "create token", subject: drawn.id },
      details: { holder, label, scopes, expiresAt },
    });
  });
  return formatToken(drawn);
}

export type StoredToken = Omit<typeof uploadTokens.$inferSelect, "secretSha256">;

export function listTokens(db: Database): Promise<StoredToken[]> {
  const { secretSha256: _, ...columns } = getTableColumns(uploadTokens);
  return db.select(columns).from(uploadTokens).orderBy(asc(uploadTokens.createdAt));
}

/** false: no such token, or revoked before. It opens nothing from the next request on. */
export async function revokeToken(open: OpenDatabase, id: string, by = "operator"): Promise<boolean> {
  const revokedAt = new Date();
  return rowsThenFiles(open, async (into) => {
    const [revoked] = await into.tx
      .update(uploadTokens)
      .set({ revokedAt })
      .where(and(eq(uploadTokens.id, id), isNull(uploadTokens.revokedAt)))
      .returning();
    if (!revoked) return false;
    keepRow(into, revoked);
    await appendAudit(into, { at: revokedAt, actor: by, action: "revoke token", subject: id, details: {} });
    return true;
  });
}

/**
 * Files and rows of tokens brought together at start: rows that were lost come back, a revocation on either side holds,
 * and tokens from before they were kept as files become files.
 */
export async function recoverTokens(into: Writing, { files }: OpenDatabase): Promise<readonly FileProblem[]> {
  const { tx } = into;
  const { tokens, problems } = await listKeptTokens(files);
  const kept = new Map(tokens.map((token) => [token.id, token]));
  const rows = new Map((await tx.select().from(uploadTokens)).map((row) => [row.id, row]));
  for (const token of kept.values()) {
    const row = rows.get(token.id);
    if (!row) await tx.insert(uploadTokens).values(rowForm(token));
    else if (token.revokedAt !== null && row.revokedAt === null) {
      const revokedAt = new Date(token.revokedAt);
      await tx.update(uploadTokens).set({ revokedAt }).where(eq(uploadTokens.id, row.id));
    }
  }
  for (const row of rows.values()) {
    const token = kept.get(row.id);
    if (!token || (row.revokedAt !== null && token.revokedAt === null)) keepRow(into, row);
  }
  return problems;
}

/** Who sends a request, by which token. */
export interface TokenSender extends Sender {
  readonly tokenId: string;
}

export type Authentication =
  | ({ readonly status: "accepted" } & TokenSender)
  /** No token, or one that opens nothing: the caller learns that it failed and why it may have. */
  | { readonly status: "unknown"; readonly reason: string }
  /** A good token without the scope, or of a holder who is banned. */
  | { readonly status: "forbidden"; readonly reason: string };

const unknown = (reason: string): Authentication => ({ status: "unknown", reason });

/** The token of an `Authorization` header, or why it opens nothing. */
async function presentedToken(db: Database, header: string | null): Promise<TokenRow | string> {
  const [, text] = /^Bearer +(\S+)$/i.exec(header?.trim() ?? "") ?? [];
  if (text === undefined) return 'expected the header "Authorization: Bearer dap_..."';
  const token = parseToken(text);
  if (!token) return "not an upload token, or mistyped: its checksum does not hold";
  const [stored] = await db.select().from(uploadTokens).where(eq(uploadTokens.id, token.id));
  if (!stored || !secretMatches(token.secret, stored.secretSha256))
    return "this site does not know the token";
  if (stored.revokedAt) return `token ${stored.id} was revoked`;
  if (stored.expiresAt && stored.expiresAt <= new Date()) {
    return `token ${stored.id} expired at ${stored.expiresAt.toISOString()}`;
  }
  return stored;
}

/** The `Authorization` header of a request -> who it is, for one scope. Asked of the database each time. */
export async function authenticate(
  db: Database,
  header: string | null,
  scope: TokenScope,
): Promise<Authentication> {
  const stored = await presentedToken(db, header);
  if (typeof stored === "string") return unknown(stored);
  const { id, holder, scopes } = stored;
  const maintains = scopes.includes("maintain");
  if (!maintains && !scopes.includes(scope)) {
    const reason = `token ${id} lacks the scope ${scope}; it has: ${scopes.join(", ") || "none"}`;
    return { status: "forbidden", reason };
  }
  const ban = await banOf(db, holder);
  if (ban !== null) return { status: "forbidden", reason: `${holder} may send nothing here: ${ban}` };
  return { status: "accepted", tokenId: id, holder, role: maintains ? "maintainer" : "submitter" };
}

const minuteMs = 60_000;

/** Counts a request; seconds to wait where the subject has used up this minute, else null. */
export async function countRequest(
  db: Database,
  subject: string,
  perMinute: number,
  now: Date,
): Promise<number | null> {
  const minute = Math.floor(now.getTime() / minuteMs);
  await db.delete(rateLimits).where(lt(rateLimits.minute, minute));
  const [counted] = await db
    .insert(rateLimits)
    .values({ subject, minute, requests: 1 })
    .onConflictDoUpdate({
      target: [rateLimits.subject, rateLimits.minute],
      set: { requests: sql`${rateLimits.requests} + 1` },
    })
    .returning({ requests: rateLimits.requests });
  if (!counted || counted.requests <= perMinute) return null;
  return Math.ceil(((minute + 1) * minuteMs - now.getTime()) / 1000);
}
