import type { Source } from "#db/derive/board/cell.ts";
import type { ReproductionVerdict } from "#db/derive/reproduction-verdict.ts";
import styles from "./marks.module.css";

export const sourceMeanings: Record<Source, string> = {
  paper: "printed in the paper",
  submitted: "submitted, not run by maintainers",
  measured: "measured by maintainers",
  verified: "measured and signed by a maintainer",
};

/** What another maintainer's run of the same cell says of a number. */
export const secondRunMeanings: Record<ReproductionVerdict, string> = {
  reproduced: "reproduced by another maintainer",
  differs: "another maintainer’s run differs",
  "not known": "run again by another maintainer, with too few seeds to tell",
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

/** What a second run says, in words and with a shape. */
export function SecondRunLabel({ verdict }: { verdict: ReproductionVerdict }) {
  return (
    <span className={styles.label}>
      <i className={styles.run} data-run={verdict} aria-hidden="true" />
      {secondRunMeanings[verdict]}
    </span>
  );
}
