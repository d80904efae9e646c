import { and, eq, inArray, isNotNull, ne } from "drizzle-orm";
import { releaseObstacle } from "../derive/releases.ts";
import {
  type DecisionAction,
  decisionsAboutSnapshots,
  decisionsAboutThings,
  type Standing,
} from "../derive/standing.ts";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { releases } from "../read/releases.ts";
import { decisions, results, snapshots, speedMeasurements } from "../schema.ts";
import { decisionFile, decisionId, type KeptDecision, listKeptDecisions } from "../store/decisions.ts";
import type { FileStore } from "../store/file-store.ts";
import { damaged, type FileProblem } from "../store/kept-json.ts";
import { appendAudit } from "./append-audit.ts";
import { lockBackbone, settleManifest } from "./backbone-row.ts";
import { raiseSequence } from "./row-numbers.ts";
import { rowsThenFiles, type Writing } from "./rows-then-files.ts";
import { banOf, settleStanding, standingTables } from "./standing.ts";
import { takeSnapshot } from "./take-snapshot.ts";
import { takenMeanwhile } from "./taken-meanwhile.ts";

/** Who decides: for the decision, and for the audit log with his token. */
export interface Decider {
  readonly holder: string;
  readonly actor: string;
}

export interface NewDecision {
  readonly action: DecisionAction;
  /** Id of a result, a speed measurement or a document; of a ban, a holder; of a release, a snapshot. */
  readonly subject: string;
  /** Of a release, its name. */
  readonly reason: string;
  /** Of a ban: also withdraw all that is the holder's. */
  readonly withdraw?: boolean;
}

export type DecisionOutcome =
  /** How many decisions it took: a ban may withdraw much. */
  | { readonly status: "decided"; readonly decisions: number; readonly standing: Standing | null }
  | { readonly status: "unknown"; readonly subject: string }
  /** It stands so already, or cannot from where it stands; says how. */
  | { readonly status: "refused"; readonly why: string };

/** Where an uploaded thing stands; null: nothing that was uploaded has this id. */
async function standingOfThing(tx: Database, id: string): Promise<Standing | null> {
  for (const table of standingTables) {
    const own = and(eq(table.id, id), isNotNull(table.uploadedBy));
    const [row] = await tx.select({ standing: table.standing }).from(table).where(own);
    if (row) return row.standing;
  }
  return null;
}

/** Backbones of results and speeds, by name: two who decide lock them in one order. */
async function backbonesOf(tx: Database, ids: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const table of [results, speedMeasurements]) {
    const rows = await tx
      .selectDistinct({ id: table.backboneId })
      .from(table)
      .where(inArray(table.id, [...ids]));
    for (const { id } of rows) found.add(id);
  }
  return [...found].sort();
}

async function thingsOf(tx: Database, holder: string): Promise<string[]> {
  const ids: string[] = [];
  for (const table of standingTables) {
    const own = and(eq(table.holder, holder), ne(table.standing, "withdrawn"));
    ids.push(...(await tx.select({ id: table.id }).from(table).where(own)).map(({ id }) => id));
  }
  return ids;
}

const needed: Readonly<Record<(typeof decisionsAboutThings)[number], readonly Standing[]>> = {
  accept: ["waiting"],
  withdraw: ["accepted", "waiting"],
  reinstate: ["withdrawn"],
};

type Obstacle = Exclude<DecisionOutcome, { status: "decided" }> | null;

async function obstacleToRelease(tx: Database, asked: NewDecision): Promise<Obstacle> {
  const { subject } = asked;
  if ((await tx.$count(snapshots, eq(snapshots.id, subject))) === 0) return { status: "unknown", subject };
  const why = releaseObstacle(asked, await releases(tx));
  return why === null ? null : { status: "refused", why };
}

/** Why a decision has nothing to decide; null: it has. */
async function obstacle(tx: Database, files: FileStore, asked: NewDecision): Promise<Obstacle> {
  const { action, subject } = asked;
  if (decisionsAboutSnapshots.some((one) => one === action)) return obstacleToRelease(tx, asked);
  const aboutThing = decisionsAboutThings.find((one) => one === action);
  if (!aboutThing) {
    const isBanned = (await banOf(tx, subject)) !== null;
    if (isBanned === (action === "unban")) return null;
    return { status: "refused", why: `${subject} is ${isBanned ? "banned already" : "not banned"}` };
  }
  const standing = await standingOfThing(tx, subject);
  if (standing === null) return { status: "unknown", subject };
  if (!needed[aboutThing].includes(standing)) {
    const expected = needed[aboutThing].join(" or ");
    return { status: "refused", why: `${subject} is ${standing}; ${action} takes what is ${expected}` };
  }
  const why = aboutThing === "reinstate" ? await takenMeanwhile(tx, files, subject) : null;
  return why === null ? null : { status: "refused", why };
}

/** A decision's row as its file. */
export const keptDecision = ({ decidedAt, ...row }: typeof decisions.$inferSelect): KeptDecision => ({
  ...row,
  decidedAt: decidedAt.toISOString(),
});

async function record(
  { tx, keep }: Writing,
  { action, subject, reason }: NewDecision,
  decidedBy: string,
  decidedAt: Date,
): Promise<void> {
  const content = { action, subject, reason, decidedBy };
  const id = decisionId({ ...content, decidedAt: decidedAt.toISOString() });
  const [row] = await tx
    .insert(decisions)
    .values({ id, ...content, decidedAt })
    .returning();
  if (!row) throw new Error(`decision ${id} got no row`);
  keep(decisionFile(id), JSON.stringify(keptDecision(row)));
}

/** The only write of decisions; they act from the next request on. */
export function decide(
  open: OpenDatabase,
  asked: NewDecision,
  by: Decider,
  decidedAt = new Date(),
): Promise<DecisionOutcome> {
  return rowsThenFiles(open, async (into) => {
    const { tx } = into;
    const { files } = open;
    const isBan = asked.action === "ban";
    const all: NewDecision[] = [asked];
    for (const id of isBan && asked.withdraw ? await thingsOf(tx, asked.subject) : []) {
      all.push({ action: "withdraw", subject: id, reason: asked.reason });
    }
    const touched = await backbonesOf(
      tx,
      all.map(({ subject }) => subject),
    );
    for (const id of touched) await lockBackbone(tx, id);
    const blocked = await obstacle(tx, files, asked);
    if (blocked) return blocked;
    let standing: Standing | null = null;
    for (const one of all) {
      await record(into, one, by.holder, decidedAt);
      standing = await settleStanding(tx, one.subject);
    }
    for (const id of touched) await settleManifest(tx, files, id);
    await takeSnapshot(into, decidedAt);
    for (const { action, subject, reason } of all) {
      await appendAudit(into, { at: decidedAt, actor: by.actor, action, subject, details: { reason } });
    }
    return { status: "decided", decisions: all.length, standing: isBan ? null : standing };
  });
}

/**
 * At start: decisions whose rows a crash or a lost database took, before what they are about is entered. Which came first is
 * in their numbers, so one whose number another has is told as damaged.
 */
export async function recoverDecisions(
  { tx, keep }: Writing,
  { files }: OpenDatabase,
): Promise<readonly FileProblem[]> {
  const rows = new Map((await tx.select().from(decisions)).map((row) => [row.id, row]));
  const numbered = new Map([...rows.values()].map(({ sequence, id }) => [sequence, id]));
  const { decisions: kept, problems } = await listKeptDecisions(files);
  const doubled: FileProblem[] = [];
  for (const { decidedAt, ...decision } of kept) {
    const { id, sequence } = decision;
    if (rows.has(id)) continue;
    const other = numbered.get(sequence);
    if (other !== undefined) {
      doubled.push(damaged(decisionFile(id), `has the number ${sequence}, which decision ${other} has`));
      continue;
    }
    numbered.set(sequence, id);
    await tx.insert(decisions).values({ ...decision, decidedAt: new Date(decidedAt) });
    await settleStanding(tx, decision.subject);
    for (const backbone of await backbonesOf(tx, [decision.subject]))
      await settleManifest(tx, files, backbone);
  }
  const known = new Set(kept.map(({ id }) => id));
  for (const row of rows.values()) {
    if (!known.has(row.id)) keep(decisionFile(row.id), JSON.stringify(keptDecision(row)));
  }
  await raiseSequence(tx, decisions, [...numbered.keys()]);
  return [...problems, ...doubled];
}
