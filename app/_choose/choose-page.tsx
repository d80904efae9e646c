import type { Board } from "#db/derive/board/board.ts";
import type { Cohort } from "#db/derive/board/cohort.ts";
import { pageRows } from "#db/derive/board-view/page-rows.ts";
import type { ChoiceOption } from "#db/derive/choice/option.ts";
import { addressUnder } from "../_parts/board-address.ts";
import { CohortLinks } from "../_parts/cohort-links.tsx";
import { InView } from "../_parts/in-view.tsx";
import styles from "./choose.module.css";
import { Chooser } from "./chooser.tsx";
import { chosenPage } from "./shown.ts";

interface ChoosePageProperties {
  readonly board: Board;
  readonly cohorts: readonly Cohort[];
  /** The question in the address, without "?". */
  readonly query: string;
  readonly options: readonly ChoiceOption[];
}

export function ChoosePage({ board, cohorts, query, options }: ChoosePageProperties) {
  return (
    <>
      <h1>Choose a backbone</h1>
      <p className={styles.lead}>
        Say what you need and what you can spend. The list holds the backbones that fit and that no other
        fitting one beats at about the same cost or less, with what speaks for each and what every limit rules
        out.
      </p>
      <CohortLinks cohorts={cohorts} current={board.cohort.id} pathOf={addressUnder("/choose")} />
      <p className={styles.lead}>{board.cohort.caption}</p>
      <InView query={query}>
        <Chooser
          first={chosenPage(board, options, new URLSearchParams(query))}
          options={options.length <= pageRows ? options : null}
        />
      </InView>
      <WhatItMeans />
    </>
  );
}

function WhatItMeans() {
  return (
    <details className={styles.meanings}>
      <summary>What the numbers mean</summary>
      <dl>
        <div>
          <dt>GMACs</dt>
          <dd>
            Billions of multiply-adds of the backbone for one image at its own input size, counted from its
            graph. The readout is not in it.
          </dd>
        </div>
        <div>
          <dt>Milliseconds</dt>
          <dd>
            Time of the backbone for one image as the evaluator measured it on the device named, a batch’s
            time divided by its images. Other devices take other times; times with random weights are marked.
          </dd>
        </div>
        <div>
          <dt>Memory</dt>
          <dd>
            Counted, not measured: weights and the outputs of all layers for one image in float32, attention’s
            scores left out. A runtime that frees outputs as it goes needs less, half precision half of it.
          </dd>
        </div>
        <div>
          <dt>Licence</dt>
          <dd>
            Of the published weights. “Commercial use allowed” takes licences whose standard text allows any
            use; terms of the authors’ own are left out, since only they can be read for what they allow.
          </dd>
        </div>
        <div>
          <dt>Ties</dt>
          <dd>
            Two backbones are said to be not told apart where they share a rank on the board or, where ranks
            have no intervals, where the intervals of their scores overlap. Single numbers have neither, and a
            small difference of theirs may be chance.
          </dd>
        </div>
      </dl>
    </details>
  );
}
