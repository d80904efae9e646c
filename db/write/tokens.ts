import { and, asc, eq, getTableColumns, isNull, lt, sql } from "drizzle-orm";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { rateLimits, uploadTokens } from "../schema.ts";
import { appendAudit } from "./append-audit.ts";
import { rowsThenFiles } from "./rows-then-files.ts";
import {
  drawToken,
  formatToken,
  hashSecret,
  parseToken,
  secretMatches,
  type TokenScope,
} from "./upload-token.ts";

export interface NewToken {
  readonly label: string;
  readonly scopes: readonly TokenScope[];
  /** null: never. */
  readonly expiresAt: Date | null;
}

/** Stores a fresh token's hash; the returned text is the only copy of the secret. */
export async function createToken(
  open: OpenDatabase,
  { label, scopes, expiresAt }: NewToken,
): Promise<string> {
  const token = drawToken();
  const createdAt = new Date();
  await rowsThenFiles(open, async (into) => {
    await into.tx.insert(uploadTokens).values({
      id: token.id,
      holder: label,
      label,
      secretSha256: hashSecret(token.secret),
      scopes: [...scopes],
      createdAt,
      expiresAt,
    });
    await appendAudit(into, {
      ...{ at: createdAt, actor: "operator", action: "create token", subject: token.id },
      details: { label, scopes, expiresAt },
    });
  });
  return formatToken(token);
}

export type StoredToken = Omit<typeof uploadTokens.$inferSelect, "secretSha256">;

export function listTokens(db: Database): Promise<StoredToken[]> {
  const { secretSha256: _, ...columns } = getTableColumns(uploadTokens);
  return db.select(columns).from(uploadTokens).orderBy(asc(uploadTokens.createdAt));
}

/** false: no such token, or revoked before. */
export async function revokeToken(open: OpenDatabase, id: string): Promise<boolean> {
  const revokedAt = new Date();
  return rowsThenFiles(open, async (into) => {
    const revoked = await into.tx
      .update(uploadTokens)
      .set({ revokedAt })
      .where(and(eq(uploadTokens.id, id), isNull(uploadTokens.revokedAt)))
      .returning({ id: uploadTokens.id });
    if (revoked.length === 0) return false;
    const event = { at: revokedAt, actor: "operator", action: "revoke token", subject: id };
    await appendAudit(into, { ...event, details: {} });
    return true;
  });
}

export type Authentication =
  | { readonly status: "accepted"; readonly id: string; readonly label: string }
  /** No token, or one that opens nothing: the caller learns that it failed and why it may have. */
  | { readonly status: "unknown"; readonly reason: string }
  /** A good token without the scope. */
  | { readonly status: "forbidden"; readonly reason: string };

/** The `Authorization` header of a request -> who it is, for one scope. */
export async function authenticate(
  db: Database,
  header: string | null,
  scope: TokenScope,
): Promise<Authentication> {
  const [, text] = /^Bearer +(\S+)$/i.exec(header?.trim() ?? "") ?? [];
  if (text === undefined) {
    return { status: "unknown", reason: 'expected the header "Authorization: Bearer dap_..."' };
  }
  const token = parseToken(text);
  if (!token) {
    return { status: "unknown", reason: "not an upload token, or mistyped: its checksum does not hold" };
  }
  const [stored] = await db.select().from(uploadTokens).where(eq(uploadTokens.id, token.id));
  if (!stored || !secretMatches(token.secret, stored.secretSha256)) {
    return { status: "unknown", reason: "this site does not know the token" };
  }
  if (stored.revokedAt) return { status: "unknown", reason: `token ${stored.id} was revoked` };
  if (stored.expiresAt && stored.expiresAt <= new Date()) {
    return {
      status: "unknown",
      reason: `token ${stored.id} expired at ${stored.expiresAt.toISOString()}`,
    };
  }
  if (!stored.scopes.includes(scope)) {
    const has = stored.scopes.join(", ") || "none";
    return {
      status: "forbidden",
      reason: `token ${stored.id} lacks the scope ${scope}; it has: ${has}`,
    };
  }
  return { status: "accepted", id: stored.id, label: stored.label };
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
