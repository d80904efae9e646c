import type { Board } from "#db/derive/board/board.ts";
import type { Cohort } from "#db/derive/board/cohort.ts";
import { trainingOf } from "#db/derive/board-view/training.ts";
import type { ExternalScores } from "#db/derive/claims/external.ts";
import { addressUnder } from "../_parts/board-address.ts";
import { CohortLinks } from "../_parts/cohort-links.tsx";
import { InView } from "../_parts/in-view.tsx";
import { boardVariables } from "./board-variables.ts";
import styles from "./correlations.module.css";
import { CorrelationsViewer } from "./correlations-viewer.tsx";
import { ExternalComparisons } from "./external-comparisons.tsx";
import { correlations } from "./pairs.ts";

interface PageProperties {
  readonly board: Board;
  readonly cohorts: readonly Cohort[];
  /** The view in the address, without "?". */
  readonly query: string;
  /** Benchmarks of others. */
  readonly external: ExternalScores;
}

export function CorrelationsPage({ board, cohorts, query, external }: PageProperties) {
  const { rows } = board;
  const { trained, variables } = boardVariables(board, external.benchmarks);
  const left = rows.length - trained.length;
  const backbones = trained.map(({ backbone: { id, label, category } }) => ({
    id,
    label,
    training: trainingOf(category),
  }));
  return (
    <>
      <h1>What goes with what</h1>
      <p className={styles.lead}>
        Rank correlations between the scores, and between scores and the size of a backbone. Correlation over
        a few chosen backbones is a description of them, not a law.
      </p>
      <p className={styles.lead}>
        p is the share of orders that agree or disagree as much: of all orders up to 9 backbones, of 99,999
        random ones up to 50, and by Student’s t beyond; “≤” where none of the random ones did. “Among all
        pairs” corrects it for how many pairs there are (Holm), those with other benchmarks apart. Both take
        the backbones for independent draws, which they are not: several share a family, an objective or their
        pretraining data, so true p values are larger.
      </p>
      <CohortLinks cohorts={cohorts} current={board.cohort.id} pathOf={addressUnder("/correlations")} />
      <p className={styles.lead}>
        {board.cohort.caption} {trained.length} backbones
        {left > 0 &&
          `; ${left} untrained or baseline left out, since it would correlate everything with everything`}
        .
      </p>
      {trained.length < 3 ? (
        <p className={styles.lead}>A rank correlation needs at least three backbones.</p>
      ) : (
        <InView query={query}>
          <CorrelationsViewer
            backbones={backbones}
            variables={variables}
            pairs={correlations(variables)}
            source={board.cohort.title}
          />
        </InView>
      )}
      <ExternalComparisons {...external} backbones={backbones} variables={variables} />
    </>
  );
}
