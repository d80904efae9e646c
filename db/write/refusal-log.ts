import { eq } from "drizzle-orm";
import type { OpenDatabase } from "../open/shared-database.ts";
import { uploadTokens } from "../schema.ts";
import { appendAudit } from "./append-audit.ts";
import { rowsThenFiles } from "./rows-then-files.ts";

/** A request that changed nothing. */
export interface Refusal {
  /** Of a token that proved itself; null: nobody that the site knows. */
  readonly tokenId: string | null;
  /** For example "POST /api/v1/results". */
  readonly request: string;
  readonly status: number;
  /** As the answer said it. */
  readonly reason: string;
}

interface Group {
  readonly refusal: Refusal;
  /** Besides the first. */
  more: number;
}

/** Of one database: what was refused since the last entries were written, of each kind. */
interface Counting {
  readonly groups: Map<string, Group>;
  timer: NodeJS.Timeout | undefined;
}

const minuteMs = 60_000;
/** Kinds a minute that get entries of their own; whoever makes up more of them fills no disk. */
const mostGroups = 30;
const mostCharacters = 300;

/** Handlers are bundled in several copies, and one of them counts: on globalThis, as the open database is. */
const shared = globalThis as typeof globalThis & { leaderboardRefusals?: WeakMap<object, Counting> };
shared.leaderboardRefusals ??= new WeakMap();
const countings = shared.leaderboardRefusals;

/** Two requests of one kind: the answers' words may name what the sender made up. */
const kindOf = ({ tokenId, request, status }: Refusal) => `${tokenId} ${request} ${status}`;

async function actorOf({ db }: OpenDatabase, tokenId: string | null): Promise<string> {
  if (tokenId === null) return "unknown";
  const [token] = await db.select().from(uploadTokens).where(eq(uploadTokens.id, tokenId));
  return token ? `${token.holder} (${tokenId})` : "unknown";
}

async function write(open: OpenDatabase, { refusal, more }: Group): Promise<void> {
  const { tokenId, request, status, reason } = refusal;
  const actor = await actorOf(open, tokenId);
  const details = { status, reason: reason.slice(0, mostCharacters), ...(more > 0 ? { more } : {}) };
  const event = {
    at: new Date(),
    actor,
    action: more > 0 ? "refuse more" : "refuse",
    subject: request,
    details,
  };
  await rowsThenFiles(open, (into) => appendAudit(into, event));
}

/** Writes down how many more there were of each kind since the first. At the end of a minute, and of the process. */
export async function flushRefusals(open: OpenDatabase): Promise<void> {
  const counting = countings.get(open.files);
  if (!counting) return;
  countings.delete(open.files);
  clearTimeout(counting.timer);
  for (const group of counting.groups.values()) if (group.more > 0) await write(open, group);
}

function countingOf(open: OpenDatabase): Counting {
  const known = countings.get(open.files);
  if (known) return known;
  const flush = () => {
    flushRefusals(open).catch((error: unknown) => process.stderr.write(`audit log: ${String(error)}\n`));
  };
  const counting = { groups: new Map(), timer: setTimeout(flush, minuteMs).unref() };
  countings.set(open.files, counting);
  return counting;
}

/**
 * Puts a refusal into the audit log: the first of its kind in a minute at once, others of the kind as one count when the
 * minute is over. A crash loses counts of one minute.
 */
export async function noteRefusal(open: OpenDatabase, refusal: Refusal): Promise<void> {
  const { groups } = countingOf(open);
  const own = kindOf(refusal);
  const kind = groups.has(own) || groups.size < mostGroups ? own : "others";
  const group = groups.get(kind);
  if (group) {
    group.more += 1;
    return;
  }
  const first =
    kind === own ? refusal : { ...refusal, tokenId: null, request: "others", reason: "too many kinds" };
  const made = { refusal: first, more: 0 };
  groups.set(kind, made);
  await write(open, made);
}
