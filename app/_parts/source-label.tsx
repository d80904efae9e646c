import type { Source } from "#db/derive/board/cell.ts";
import styles from "./marks.module.css";

export const sourceMeanings: Record<Source, string> = {
  paper: "printed in the paper",
  submitted: "submitted, not run by maintainers",
  measured: "measured by maintainers",
  verified: "measured and signed by a maintainer",
};

/** Where a number comes from, in words and with a shape. */
export function SourceLabel({ source }: { source: Source }) {
  return (
    <span className={styles.label}>
      <i className={styles.source} data-source={source} aria-hidden="true" />
      {sourceMeanings[source]}
    </span>
  );
}
