import { metricFacts, taskFacts } from "#contract";
import type { Cohort } from "#db/derive/board/cohort.ts";
import type { CellChange, RankChange } from "#db/derive/snapshot-diff.ts";
import type { SnapshotDiff, SnapshotResult } from "#db/read/snapshots.ts";
import styles from "./snapshots.module.css";

/** Lines of one kind that are shown without being asked for. */
const shortList = 12;

interface Line {
  readonly key: string;
  readonly text: string;
}

const resultLine =
  (verb: string) =>
  ({ id, backboneLabel, task, seed }: SnapshotResult): Line => ({
    key: id,
    text: `${verb}: ${backboneLabel}, ${taskFacts(task).label}${seed === null ? "" : `, seed ${seed}`}`,
  });

function cellLine({ backboneId, backboneLabel, metric, before, after }: CellChange): Line {
  const { label, task, digits } = metricFacts(metric);
  const text = (value: number | null) => value?.toFixed(digits) ?? "nothing";
  return {
    key: `${backboneId} ${metric}`,
    text: `${backboneLabel}, ${taskFacts(task).label} ${label}: ${text(before)} → ${text(after)}`,
  };
}

const rankLine = ({ backboneId, backboneLabel, before, after }: RankChange): Line => ({
  key: backboneId,
  text: `${backboneLabel}, rank: ${before ?? "none"} → ${after ?? "none"}`,
});

interface ChangesProperties {
  readonly diff: SnapshotDiff;
  /** Boards of the later state. */
  readonly cohorts: readonly Cohort[];
}

/** What changed on each board: results, then numbers, then ranks. */
export function SnapshotChanges({ diff, cohorts }: ChangesProperties) {
  const changed = new Set(
    [diff.added, diff.removed, diff.cells, diff.ranks].flatMap((changes) =>
      changes.map(({ cohortId }) => cohortId),
    ),
  );
  const inOrder = cohorts.map(({ id }) => id).filter((id) => changed.has(id));
  return [...new Set([...inOrder, ...changed])].map((cohortId) => {
    const of = <Change extends { readonly cohortId: string | null }>(changes: readonly Change[]) =>
      changes.filter((change) => change.cohortId === cohortId);
    const title = cohorts.find(({ id }) => id === cohortId)?.title;
    return (
      <section key={cohortId}>
        <h3 className={styles.board}>
          {title ?? cohortId ?? "On no board: another result of the cell counts"}
        </h3>
        <Lines what="results added" lines={of(diff.added).map(resultLine("Added"))} />
        <Lines
          what="results withdrawn or gone"
          lines={of(diff.removed).map(resultLine("Withdrawn or gone"))}
        />
        <Lines what="numbers changed" lines={of(diff.cells).map(cellLine)} />
        <Lines what="ranks changed" lines={of(diff.ranks).map(rankLine)} />
      </section>
    );
  });
}

/** A long list is folded: what it counts is more than most readers want. */
function Lines({ what, lines }: { what: string; lines: readonly Line[] }) {
  if (lines.length === 0) return null;
  const list = (
    <ul className={styles.list}>
      {lines.map(({ key, text }) => (
        <li key={key}>{text}</li>
      ))}
    </ul>
  );
  if (lines.length <= shortList) return list;
  return (
    <details className={styles.long}>
      <summary>
        {lines.length} {what}
      </summary>
      {list}
    </details>
  );
}
