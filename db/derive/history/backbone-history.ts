import type { TaskId } from "#contract";
import { groupBy } from "../group-by.ts";
import { decisionsAboutThings, type ThingKind } from "../standing.ts";

/** What happened to what was sent about a backbone. */
export const historyActions = ["printed", "sent", "corrected", "signed", ...decisionsAboutThings] as const;
export type HistoryAction = (typeof historyActions)[number];

/** One thing that happened. */
export interface HistoryEvent {
  /** ISO date-time. */
  readonly at: string;
  readonly action: HistoryAction;
  readonly kind: ThingKind;
  /** null: a speed has none. */
  readonly task: TaskId | null;
  /** Who did it; null: the site came with it. */
  readonly by: string | null;
  readonly reason: string | null;
}

/** What one person did on one day to things of one kind. */
export interface HistoryEntry extends Omit<HistoryEvent, "task"> {
  /** Of the last of them. */
  readonly at: string;
  /** Each once, in the order in which they first came. */
  readonly tasks: readonly TaskId[];
  readonly count: number;
}

/** Something that was sent, as its row has it. */
export interface SentThing {
  readonly kind: ThingKind;
  readonly task: TaskId | null;
  /** What a later one of the same sender replaces. */
  readonly place: string;
  readonly sequence: number;
  readonly receivedAt: string;
  /** null: the site came with it. */
  readonly by: string | null;
  readonly isPrinted: boolean;
}

/** Of each thing that was sent whether it was the first of its place or corrects one. */
export function sendingEvents(things: readonly SentThing[]): HistoryEvent[] {
  const known = new Set<string>();
  return [...things]
    .sort((a, b) => a.sequence - b.sequence)
    .map(({ kind, task, place, receivedAt, by, isPrinted }) => {
      const key = JSON.stringify([kind, place, by]);
      const action = isPrinted ? "printed" : known.has(key) ? "corrected" : "sent";
      known.add(key);
      return { at: receivedAt, action, kind, task, by, reason: null };
    });
}

/** Events to what a reader follows: newest first, a line for what one person did on one day (UTC) alike. */
export function backboneHistory(events: readonly HistoryEvent[]): HistoryEntry[] {
  const inTime = [...events].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const alike = groupBy(inTime, ({ at, action, kind, by, reason }) =>
    JSON.stringify([at.slice(0, 10), action, kind, by, reason]),
  );
  return [...alike.values()]
    .flatMap((group) => {
      const last = group.at(-1);
      if (!last) return [];
      const { at, action, kind, by, reason } = last;
      const tasks = [...new Set(group.flatMap(({ task }) => task ?? []))];
      return [{ at, action, kind, by, reason, tasks, count: group.length }];
    })
    .reverse()
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
