import Link from "next/link";
import type { Tombstone } from "#db/read/decisions.ts";
import { dateTime } from "../_parts/format.ts";
import styles from "./snapshots.module.css";

/** What a state shows that maintainers have withdrawn since. */
export function WithdrawnSince({ withdrawn }: { withdrawn: readonly Tombstone[] }) {
  if (withdrawn.length === 0) return null;
  const results = withdrawn.length === 1 ? "1 result" : `${withdrawn.length} results`;
  return (
    <div className={styles.withdrawn} role="note">
      <p>
        <strong>{results} withdrawn since.</strong> This state still shows what it showed;{" "}
        <Link href="/snapshots#decisions" prefetch={false}>
          the changelog
        </Link>{" "}
        says what was decided.
      </p>
      <ul className={styles.list}>
        {withdrawn.map(({ subject, reason, decidedBy, decidedAt }) => (
          <li key={subject}>
            <code title={subject}>{subject.slice(0, 12)}</code>: {reason} ({decidedBy}, {dateTime(decidedAt)})
          </li>
        ))}
      </ul>
    </div>
  );
}
