import type { SnapshotFacts } from "#db/read/snapshots.ts";
import { dateTime } from "../_parts/format.ts";
import styles from "./snapshots.module.css";

/** Chooses two states by a plain form: it works without scripts. */
export function TwoStatesForm({ states }: { states: readonly SnapshotFacts[] }) {
  const [newest] = states;
  const before = states.find(({ id, release }) => release !== null && id !== newest?.id) ?? states[1];
  if (!newest || !before) return null;
  const options = states.map(({ id, release, takenAt }) => (
    <option key={`${id} ${takenAt}`} value={release ?? id}>
      {release === null ? id : `Release ${release}`}, {dateTime(takenAt)}
    </option>
  ));
  return (
    <form action="/s" method="get" className={`${styles.form} no-print`}>
      <label>
        From
        <select name="before" defaultValue={before.release ?? before.id}>
          {options}
        </select>
      </label>
      <label>
        to
        <select name="after" defaultValue={newest.release ?? newest.id}>
          {options}
        </select>
      </label>
      <button type="submit">Show what changed</button>
    </form>
  );
}
