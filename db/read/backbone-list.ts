import { and, eq, ne } from "drizzle-orm";
import { type BackboneEntry, backboneEntry } from "../derive/backbone-list/entry.ts";
import { compareText } from "../derive/compare-text.ts";
import { type Database, sharedDatabase } from "../open/shared-database.ts";
import { results } from "../schema.ts";
import { countedBackbones } from "./boards.ts";
import { awaitingBackbones } from "./results.ts";

/** Backbones with an accepted result that somebody measured. */
async function measuredIds(db: Database): Promise<Set<string>> {
  const rows = await db
    .selectDistinct({ id: results.backboneId })
    .from(results)
    .where(and(eq(results.standing, "accepted"), ne(results.source, "paper")));
  return new Set(rows.map(({ id }) => id));
}

/** Every backbone that the site knows, by label: those with numbers, and those that the evaluator comes with. */
export async function listEntries(db: Database = sharedDatabase().db): Promise<BackboneEntry[]> {
  const measured = await measuredIds(db);
  const counted = [...(await countedBackbones(db)).values()].map((facts) =>
    backboneEntry(facts, measured.has(facts.id) ? "measured" : "printed"),
  );
  const awaiting = (await awaitingBackbones(db)).map((facts) => backboneEntry(facts, "awaiting"));
  return [...counted, ...awaiting].sort((a, b) => compareText(a.label, b.label));
}
