import type { Board } from "#db/derive/board/board.ts";
import type { Cohort } from "#db/derive/board/cohort.ts";
import { shortBoard } from "#db/derive/board-view/page-in-view.ts";
import { addressUnder } from "../_parts/board-address.ts";
import { CohortLinks } from "../_parts/cohort-links.tsx";
import { InView } from "../_parts/in-view.tsx";
import { costAgreement } from "./cost-agreement.ts";
import styles from "./pareto.module.css";
import { ParetoViewer } from "./pareto-viewer.tsx";
import { paretoPage } from "./shown.ts";

interface PageProperties {
  readonly board: Board;
  readonly cohorts: readonly Cohort[];
  /** The view in the address, without "?". */
  readonly query: string;
}

export function ParetoPage({ board, cohorts, query }: PageProperties) {
  const timed = board.rows.filter(({ speeds }) => speeds.length > 0).length;
  const counted = board.rows.filter(({ backbone }) => backbone.gigaMacs !== null).length;
  const agreement = costAgreement(board);
  return (
    <>
      <h1>What a better score costs</h1>
      <p className={styles.lead}>
        A backbone is on the Pareto frontier when none that costs as little scores better.{" "}
        {counted > 0 &&
          "GMACs are billions of multiply-adds for one image of a backbone’s own input size: the same on every device, and equal for networks of one architecture. "}
        {timed === 0
          ? "The paper plots measured time (Fig. 8) but prints no number of it, and nobody has sent a measurement for this board yet."
          : `Times were measured by the evaluator, in units of ViT-B/16 at 224 pixels timed in the same run, and only times of one device share a chart. ${timed} of ${board.rows.length} backbones of this board have one. `}
        {agreement &&
          `On ${agreement.device}, times order ${agreement.n} backbones as GMACs do with ρ ${agreement.rho.toFixed(2)}.`}
      </p>
      <CohortLinks cohorts={cohorts} current={board.cohort.id} pathOf={addressUnder("/pareto")} />
      <p className={styles.lead}>{board.cohort.caption}</p>
      <InView query={query}>
        <ParetoViewer first={paretoPage(board, new URLSearchParams(query))} board={shortBoard(board)} />
      </InView>
    </>
  );
}
