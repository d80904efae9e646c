import type { Cohort } from "#db/derive/board/cohort.ts";
import type { SnapshotDiff } from "#db/read/snapshots.ts";
import { changeGroups, type LineGroup } from "./change-words.ts";
import styles from "./snapshots.module.css";

/** Lines of one kind that are shown without being asked for. */
const shortList = 12;

interface ChangesProperties {
  readonly diff: SnapshotDiff;
  /** Boards of the later state. */
  readonly cohorts: readonly Cohort[];
  /** Of each board, one below what stands above all of them. */
  readonly heading: "h2" | "h3";
}

/** What changed on each board: who came, went, rose and fell, then numbers, then results. */
export function SnapshotChanges({ diff, cohorts, heading: Heading }: ChangesProperties) {
  const { arrivals, ranks, cells, added, removed } = diff;
  const changed = new Set(
    [arrivals, ranks, cells, added, removed].flatMap((changes) => changes.map(({ cohortId }) => cohortId)),
  );
  if (changed.size === 0) return <p className={styles.lead}>No number, rank or result differs.</p>;
  const inOrder = cohorts.map(({ id }) => id).filter((id) => changed.has(id));
  return [...new Set([...inOrder, ...changed])].map((cohortId) => {
    const of = <Change extends { readonly cohortId: string | null }>(changes: readonly Change[]) =>
      changes.filter((change) => change.cohortId === cohortId);
    const groups = changeGroups({
      ...{ arrivals: of(arrivals), ranks: of(ranks), cells: of(cells) },
      ...{ added: of(added), removed: of(removed) },
    });
    const title = cohorts.find(({ id }) => id === cohortId)?.title;
    return (
      <section key={cohortId}>
        <Heading className={styles.board}>
          {title ?? cohortId ?? "On no board: another result of the cell counts"}
        </Heading>
        <dl className={styles.changes}>
          {groups.map((group) => (
            <Lines key={group.title} {...group} />
          ))}
        </dl>
      </section>
    );
  });
}

/** A long list is folded: what it counts is more than most readers want. */
function Lines({ title, lines }: LineGroup) {
  const list = (
    <ul>
      {lines.map(({ key, text }) => (
        <li key={key}>{text}</li>
      ))}
    </ul>
  );
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        {lines.length <= shortList ? (
          list
        ) : (
          <details>
            <summary>{lines.length} lines</summary>
            {list}
          </details>
        )}
      </dd>
    </div>
  );
}
