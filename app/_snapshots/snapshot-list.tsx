import type { DecisionEntry } from "#db/read/decisions.ts";
import type { SnapshotFacts } from "#db/read/snapshots.ts";
import type { Uploads } from "#db/read/uploads.ts";
import { DecisionList } from "./decision-list.tsx";
import styles from "./snapshots.module.css";
import { type ListedState, StateTable } from "./state-table.tsx";
import { TwoStatesForm } from "./two-states-form.tsx";
import { UploadTable } from "./upload-table.tsx";

/** States that the page lists and offers to compare; releases are all there. */
const listed = 200;

interface ListProperties {
  readonly snapshots: readonly SnapshotFacts[];
  readonly uploads: Uploads;
  readonly decisions: readonly DecisionEntry[];
}

/** Each state beside the next older one in the list. */
const besideOlder = (states: readonly SnapshotFacts[]): ListedState[] =>
  states.map((state, index) => ({
    ...{ ...state, before: states[index + 1]?.id ?? null },
    change: changeWords(state),
  }));

function changeWords({ added, removed, signed }: SnapshotFacts): string {
  const words = [
    ...(added > 0 ? [`${added} added`] : []),
    ...(removed > 0 ? [`${removed} withdrawn or gone`] : []),
    ...(signed > 0 ? [`${signed} signed`] : []),
  ];
  return words.join(", ") || "none";
}

/** A state that came back has several rows under one name: the first is when it was there. */
function firstOfEach(released: readonly SnapshotFacts[]): SnapshotFacts[] {
  return released.filter(({ id }, index) => released.findLastIndex((one) => one.id === id) === index);
}

/** What was sent, named and decided, and every state that the results have been in, newest first. */
export function SnapshotList({ snapshots, uploads, decisions }: ListProperties) {
  const releases = firstOfEach(snapshots.filter(({ release }) => release !== null));
  const newest = snapshots.slice(0, listed);
  const offered = [...newest, ...releases.filter((release) => !newest.includes(release))];
  return (
    <>
      <h1>Changelog</h1>
      <p className={styles.lead}>
        Every upload that counts, every signature and every decision makes a new state of the results, and
        every state keeps its address: cite one, and the link opens the same numbers tomorrow. A release is a
        state that maintainers gave a name.
      </p>
      {releases.length > 0 && (
        <section aria-labelledby="releases">
          <h2 id="releases" className={styles.heading}>
            Releases
          </h2>
          <StateTable caption="Releases" states={besideReleases(releases, snapshots)} />
        </section>
      )}
      {uploads.newest.length > 0 && (
        <section aria-labelledby="uploads">
          <h2 id="uploads" className={styles.heading}>
            Uploads
          </h2>
          {uploads.count > uploads.newest.length && (
            <p className={styles.lead}>
              The newest {uploads.newest.length} of {uploads.count.toLocaleString("en")}.
            </p>
          )}
          <UploadTable uploads={uploads.newest} />
        </section>
      )}
      <section aria-labelledby="states">
        <h2 id="states" className={styles.heading}>
          States
        </h2>
        {snapshots.length === 0 ? (
          <p className={styles.lead}>There is no state to show yet.</p>
        ) : (
          <>
            {snapshots.length > listed && (
              <p className={styles.lead}>
                The newest {listed} of {snapshots.length.toLocaleString("en")};{" "}
                <a href="/api/v1/snapshots">all of them as data</a>.
              </p>
            )}
            <TwoStatesForm states={offered} />
            <StateTable caption="States of the results" states={besideOlder(snapshots).slice(0, listed)} />
          </>
        )}
      </section>
      {decisions.length > 0 && (
        <section aria-labelledby="decisions">
          <h2 id="decisions" className={styles.heading}>
            Decisions
          </h2>
          <p className={styles.lead}>
            What maintainers accepted of what others sent, and what they withdrew. Older states show what was
            withdrawn since, and say so.
          </p>
          <DecisionList caption="Decisions of maintainers" decisions={decisions} />
        </section>
      )}
    </>
  );
}

/** What changed is told from the release before; of the first one from the state before it. */
function besideReleases(
  releases: readonly SnapshotFacts[],
  snapshots: readonly SnapshotFacts[],
): ListedState[] {
  return releases.map((release, index) => {
    const older = releases[index + 1] ?? snapshots[snapshots.indexOf(release) + 1];
    const since = older?.release ?? "the state before";
    return { ...release, before: older?.id ?? null, change: older ? `since ${since}` : "the first state" };
  });
}
