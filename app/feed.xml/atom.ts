import { taskFacts } from "#contract";
import type { DecisionEntry } from "#db/read/decisions.ts";
import type { NewResult, SnapshotFacts } from "#db/read/snapshots.ts";
import { actionWords, scoreWords, thingWords } from "../_queue/thing-words.ts";
import { escapeXml } from "../api/_http/escape-xml.ts";

interface Entry {
  /** Unique and permanent. */
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly updated: string;
  readonly summary: string;
}

function resultEntry(origin: string, result: NewResult): Entry {
  const { id, backboneId, backboneLabel, task, seed, cohort, uploadedBy } = result;
  const board = cohort ? `On the board “${cohort.title}”.` : "Another result of the cell counts.";
  return {
    id: `${origin}/api/v1/results/${id}`,
    title: `${backboneLabel}, ${taskFacts(task).label}: ${scoreWords(result.metrics)}`,
    url: `${origin}/backbones/${backboneId}#result-${id}`,
    updated: result.receivedAt,
    summary: `Seed ${seed ?? "unknown"}, uploaded by ${uploadedBy ?? "nobody known"}. ${board}`,
  };
}

function snapshotEntry(origin: string, snapshot: SnapshotFacts): Entry {
  const { id, release, takenAt, results, added, removed } = snapshot;
  return {
    id: `${origin}/s/${id}#${takenAt}`,
    title: release === null ? `Snapshot ${id}` : `Release ${release}`,
    url: `${origin}/s/${id}`,
    updated: takenAt,
    summary: `${results} results: ${added} more and ${removed} fewer than in the snapshot before. The last of its day.`,
  };
}

function decisionEntry(origin: string, decision: DecisionEntry): Entry {
  const { action, subject, reason, decidedBy, decidedAt, thing } = decision;
  const what = thing ? `${thing.backboneLabel}, ${thingWords(thing)}` : subject;
  return {
    id: `${origin}/api/v1/decisions#${subject}.${decidedAt}`,
    title: `${actionWords[action]}: ${what}`,
    url: thing ? `${origin}/backbones/${thing.backboneId}` : `${origin}/snapshots`,
    updated: decidedAt,
    summary: `By ${decidedBy}: ${reason}`,
  };
}

const entryXml = ({ id, title, url, updated, summary }: Entry) =>
  [
    "  <entry>",
    `    <id>${escapeXml(id)}</id>`,
    `    <title>${escapeXml(title)}</title>`,
    `    <link rel="alternate" href="${escapeXml(url)}"/>`,
    `    <updated>${updated}</updated>`,
    `    <summary>${escapeXml(summary)}</summary>`,
    "  </entry>",
  ].join("\n");

/** An Atom feed (RFC 4287) of new results, maintainers' decisions and each day's last snapshot, newest first. */
export function atomFeed(
  origin: string,
  results: readonly NewResult[],
  snapshots: readonly SnapshotFacts[],
  decisions: readonly DecisionEntry[],
): string {
  const entries = [
    ...results.map((result) => resultEntry(origin, result)),
    ...snapshots.map((snapshot) => snapshotEntry(origin, snapshot)),
    ...decisions.map((decision) => decisionEntry(origin, decision)),
  ].sort((a, b) => Date.parse(b.updated) - Date.parse(a.updated));
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
    `  <id>${escapeXml(`${origin}/feed.xml`)}</id>`,
    "  <title>Dense Probing Leaderboard: new results</title>",
    `  <link rel="self" type="application/atom+xml" href="${escapeXml(`${origin}/feed.xml`)}"/>`,
    `  <link rel="alternate" type="text/html" href="${escapeXml(`${origin}/`)}"/>`,
    `  <updated>${entries[0]?.updated ?? "1970-01-01T00:00:00.000Z"}</updated>`,
    "  <author><name>Dense Probing Leaderboard</name></author>",
    ...entries.map(entryXml),
    "</feed>",
    "",
  ].join("\n");
}
