import type { Board, Cohort } from "#db/board-types.ts";
import { boardTable } from "../_board/board-table.ts";
import { CohortLinks } from "../_parts/cohort-links.tsx";
import styles from "./pareto.module.css";
import { ParetoViewer } from "./pareto-viewer.tsx";

export function ParetoPage({ board, cohorts }: { board: Board; cohorts: readonly Cohort[] }) {
  return (
    <>
      <h1>What a better score costs</h1>
      <p className={styles.lead}>
        A backbone is on the Pareto frontier when none that costs as little scores better. The cost here is a
        size, not a time: nobody has timed these backbones on one machine for this site yet, and a size does
        not predict speed well across architectures.
      </p>
      <CohortLinks
        cohorts={cohorts}
        current={board.cohort.id}
        pathOf={(cohort, index) => (index === 0 ? "/pareto" : `/pareto/${cohort.id}`)}
      />
      <p className={styles.lead}>{board.cohort.caption}</p>
      <ParetoViewer table={boardTable(board)} />
    </>
  );
}
