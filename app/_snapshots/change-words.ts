import { metricFacts, taskFacts } from "#contract";
import type { Arrival, CellChange, RankChange } from "#db/derive/snapshot-diff.ts";
import type { SnapshotResult } from "#db/read/snapshots.ts";

/** What changed on a board, in words. */
export interface Line {
  readonly key: string;
  readonly text: string;
}

/** Lines of one kind under the words that head them. */
export interface LineGroup {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** Of one board. */
export interface BoardChanges {
  readonly arrivals: readonly Arrival[];
  readonly ranks: readonly RankChange[];
  readonly cells: readonly CellChange[];
  readonly added: readonly SnapshotResult[];
  readonly removed: readonly SnapshotResult[];
}

const arrivalLine = ({ backboneId, backboneLabel, rank }: Arrival): Line => ({
  key: backboneId,
  text: `${backboneLabel}, ${rank === null ? "not ranked: it lacks a task" : `rank ${rank}`}`,
});

const rankLine = ({ backboneId, backboneLabel, before, after }: RankChange): Line => ({
  key: backboneId,
  text: `${backboneLabel}, from rank ${before} to ${after}`,
});

const nameLine = ({ backboneId, backboneLabel, before, after }: RankChange): Line => ({
  key: backboneId,
  text: `${backboneLabel}, rank ${after ?? before}`,
});

/** "CLIP, Pascal VOC 2012 mIoU, better: 67.1 → 68.3". */
function cellLine({ backboneId, backboneLabel, metric, before, after }: CellChange): Line {
  const { label, task, digits, better } = metricFacts(metric);
  const what = `${backboneLabel}, ${taskFacts(task).label} ${label}`;
  const text = (value: number | null) => value?.toFixed(digits) ?? "";
  const key = `${backboneId} ${metric}`;
  if (before === null) return { key, text: `${what}, new: ${text(after)}` };
  if (after === null) return { key, text: `${what}, gone: ${text(before)}` };
  const isBetter = after > before === (better === "higher");
  const isSeen = text(before) !== text(after);
  const verdict = isSeen ? (isBetter ? "better" : "worse") : "by less than its last digit";
  return { key, text: `${what}, ${verdict}: ${text(before)} → ${text(after)}` };
}

const resultLine = ({ id, backboneLabel, task, seed }: SnapshotResult): Line => ({
  key: id,
  text: `${backboneLabel}, ${taskFacts(task).label}${seed === null ? "" : `, seed ${seed}`}`,
});

/** Those that differ more come first. */
const byDistance = (changes: readonly RankChange[]) =>
  changes.toSorted(
    (a, b) =>
      Math.abs((b.after ?? 0) - (b.before ?? 0)) - Math.abs((a.after ?? 0) - (a.before ?? 0)) ||
      (a.after ?? 0) - (b.after ?? 0),
  );

/** Who came, went, rose and fell, then which numbers changed and by which results; groups without a line are left out. */
export function changeGroups({ arrivals, ranks, cells, added, removed }: BoardChanges): LineGroup[] {
  const arrived = new Set(arrivals.map(({ backboneId }) => backboneId));
  const stayed = ranks.filter(({ backboneId }) => !arrived.has(backboneId));
  const moved = stayed.filter(({ before, after }) => before !== null && after !== null);
  const isRise = ({ before, after }: RankChange) => (after ?? 0) < (before ?? 0);
  const groups: readonly LineGroup[] = [
    { title: "Came", lines: arrivals.filter(({ change }) => change === "came").map(arrivalLine) },
    { title: "Went", lines: arrivals.filter(({ change }) => change === "went").map(arrivalLine) },
    { title: "Rose", lines: byDistance(moved.filter(isRise)).map(rankLine) },
    { title: "Fell", lines: byDistance(moved.filter((change) => !isRise(change))).map(rankLine) },
    { title: "Complete now", lines: stayed.filter(({ before }) => before === null).map(nameLine) },
    { title: "Not complete any more", lines: stayed.filter(({ after }) => after === null).map(nameLine) },
    {
      title: "Numbers that changed",
      // Every number of who came or went is new or gone.
      lines: cells.filter(({ backboneId }) => !arrived.has(backboneId)).map(cellLine),
    },
    { title: "Results added", lines: added.map(resultLine) },
    { title: "Results withdrawn or gone", lines: removed.map(resultLine) },
  ];
  return groups.filter(({ lines }) => lines.length > 0);
}
